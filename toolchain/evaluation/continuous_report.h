// SPDX-License-Identifier: Apache-2.0
// Continuous scores and the choreography control, for people and for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "toolchain/evaluation/continuous.h"

namespace ambulo::evaluation {

// What scoring beyond single windows gave; each part is there when it was asked for.
struct BeyondWindows {
  std::vector<ContinuousScore> continuous;
  std::optional<Metrics> spliced;                   // windows, histories spliced
  std::vector<ContinuousScore> continuous_spliced;  // one for each of `continuous`
  std::uint64_t splice_seed = 0;
  // Something remembers more than a window and was scored without the control.
  std::optional<std::string> warning;
};

std::string to_text(const BeyondWindows& scores);

// Adds, as far as they are there: continuous [{smoothing, windows, accuracy, balanced_accuracy,
// macro_f1, worst_subject {subject, accuracy}, false_switches_per_hour, spliced {the same}}],
// spliced {seed, history_s, windows, accuracy, balanced_accuracy, macro_f1}, memory_warning.
void add_to(const BeyondWindows& scores, nlohmann::ordered_json& json);

}  // namespace ambulo::evaluation
