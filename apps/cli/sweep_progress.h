// SPDX-License-Identifier: Apache-2.0
// One bar for many runs that go on side by side. Callable from any thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <string_view>
#include <vector>

#include "toolchain/core/progress.h"

namespace ambulo::cli {

class SweepProgress {
 public:
  // passes: how often each run counts through its steps (teachers, refit).
  SweepProgress(std::size_t runs, std::size_t passes);

  // A run that an earlier command completed.
  void skip(std::size_t run);
  // For the run's training. The object outlives it.
  ProgressCallback of(std::size_t run);
  // The run is scored; line says how, above the bar.
  void finish(std::size_t run, std::string_view line);

 private:
  struct Run {
    std::size_t pass = 0, last_done = 0, permille = 0;
  };
  void report(std::size_t run, const Progress& progress);
  void show();

  std::mutex mutex_;  // of all below and of the terminal
  std::vector<Run> runs_;
  std::size_t passes_, finished_ = 0;
};

}  // namespace ambulo::cli
