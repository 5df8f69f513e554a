// SPDX-License-Identifier: Apache-2.0
// Many windows at once: one interpreter on each thread, all reading the same model.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "toolchain/core/progress.h"
#include "toolchain/evaluation/runtime_model.h"
#include "toolchain/windows/window_set.h"

namespace ambulo::evaluation {

struct BatchOptions {
  unsigned threads = 0;  // 0: one for each core; the result is the same to the bit
  ProgressCallback progress = {};
};

// Probabilities (chosen windows, labels), in the order of `chosen`, which are indices into the
// windows of set. Throws Error(BadInput) when the set has another rate than the model,
// Error(Interrupted).
std::vector<float> classify_windows(const RuntimeModel& model, const windows::WindowSet& set,
                                    std::span<const std::size_t> chosen,
                                    const BatchOptions& options = {});

}  // namespace ambulo::evaluation
