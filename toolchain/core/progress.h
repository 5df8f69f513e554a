// SPDX-License-Identifier: Apache-2.0
// How libraries report long work without printing: the program decides how to show it.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace ambulo {

struct Progress {
  std::string_view task;    // "reading", "epoch 3/60"
  std::size_t done = 0;     // in units of the task
  std::size_t total = 0;    // 0 when not known
  std::string detail = {};  // "loss 0.412, accuracy 0.91"
};

using ProgressCallback = std::function<void(const Progress&)>;

// Set by the program's signal handler; long work checks it and throws Error(Interrupted) after
// having put everything in order.
bool interrupted();
void set_interrupted(bool value);  // async-signal-safe

}  // namespace ambulo
