// SPDX-License-Identifier: Apache-2.0
#include "toolchain/core/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "toolchain/core/error.h"
#include "toolchain/core/progress.h"

namespace ambulo {
namespace {

TEST(ParallelFor, does_each_item_once_with_any_threads_and_chunks) {
  for (const unsigned threads : {0u, 1u, 2u, 7u}) {
    for (const std::size_t chunk : {1u, 3u, 64u, 1000u}) {
      for (const std::size_t count : {0u, 1u, 64u, 65u, 500u}) {
        std::vector<int> done(count);
        std::size_t reported = 0;
        parallel_for(count,
                     {.threads = threads,
                      .chunk = chunk,
                      .report = [&](std::size_t so_far) { reported = so_far; }},
                     [&] { return [&](std::size_t i) { ++done[i]; }; });
        EXPECT_EQ(done, std::vector<int>(count, 1));
        EXPECT_EQ(reported, count);
      }
    }
  }
}

TEST(ParallelFor, gives_each_thread_a_worker_of_its_own) {
  std::atomic<int> workers{0}, waiting{0};
  parallel_for(3, {.threads = 3}, [&] {
    ++workers;
    return [&, id = std::this_thread::get_id()](std::size_t) {
      EXPECT_EQ(id, std::this_thread::get_id());
      // Three items at once need three threads: each waits for the others.
      ++waiting;
      while (waiting < 3) std::this_thread::yield();
    };
  });
  EXPECT_EQ(workers, 3);
}

TEST(ParallelFor, starts_no_more_threads_than_there_are_chunks) {
  std::atomic<int> workers{0};
  parallel_for(130, {.threads = 50, .chunk = 64}, [&] {
    ++workers;
    return [](std::size_t) {};
  });
  EXPECT_LE(workers, 3);
}

TEST(ParallelFor, throws_what_an_item_or_a_worker_threw) {
  for (const unsigned threads : {1u, 4u}) {
    std::atomic<std::size_t> done{0};
    EXPECT_THROW(parallel_for(100000, {.threads = threads},
                              [&] {
                                return [&](std::size_t i) {
                                  if (i == 5) throw std::out_of_range("5");
                                  ++done;
                                };
                              }),
                 std::out_of_range);
    if (threads == 1) {  // of several, the others may be through already
      EXPECT_EQ(done, 5u);
    }
    EXPECT_THROW(parallel_for(3, {.threads = threads},
                              []() -> Worker { throw std::runtime_error("no worker"); }),
                 std::runtime_error);
  }
}

TEST(ParallelFor, stops_when_interrupted) {
  set_interrupted(true);
  try {
    parallel_for(10, {.threads = 2}, [] { return [](std::size_t) {}; });
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Interrupted);
  }
  set_interrupted(false);
}

}  // namespace
}  // namespace ambulo
