// SPDX-License-Identifier: Apache-2.0
#include "toolchain/core/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "toolchain/core/error.h"
#include "toolchain/core/progress.h"

namespace ambulo {
namespace {

class Items {
 public:
  Items(std::size_t count, const ParallelOptions& options,
        const std::function<Worker()>& make_worker)
      : count_(count), options_(options), make_worker_(make_worker) {}

  void run() {
    const std::size_t chunks = (count_ + options_.chunk - 1) / options_.chunk;
    const std::size_t wanted = options_.threads != 0
                                   ? options_.threads
                                   : std::max(1u, std::thread::hardware_concurrency());
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(wanted, chunks); ++i) {
      others.emplace_back([this] { work(); });
    }
    work();
    others.clear();  // joins
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void work() {
    try {
      const Worker worker = make_worker_();
      for (;;) {
        const std::size_t first = next_.fetch_add(options_.chunk);
        if (first >= count_) return;
        if (interrupted()) throw Error(ErrorKind::Interrupted, "the work was interrupted");
        const std::size_t end = std::min(first + options_.chunk, count_);
        for (std::size_t i = first; i < end; ++i) worker(i);
        report(end - first);
      }
    } catch (...) {
      next_ = count_;  // the others stop at their next chunk
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }

  void report(std::size_t count) {
    const std::lock_guard lock(mutex_);
    done_ += count;
    if (options_.report) options_.report(done_);
  }

  const std::size_t count_;
  const ParallelOptions& options_;
  const std::function<Worker()>& make_worker_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;  // of the rest
  std::size_t done_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

void parallel_for(std::size_t count, const ParallelOptions& options,
                  const std::function<Worker()>& make_worker) {
  Items(count, options, make_worker).run();
}

}  // namespace ambulo
