// SPDX-License-Identifier: Apache-2.0
// One recording, labelled or not, through a model: what was done when, how sure the model is, how
// far that agrees with labels, and whether the recording is what the model expects at all.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "toolchain/evaluation/runtime_model.h"
#include "toolchain/evaluation/timeline.h"
#include "toolchain/recordings/recording.h"

namespace ambulo::evaluation {

struct Classification {
  std::string recording;
  std::vector<std::string> labels;  // of the model, in the order of its outputs
  std::vector<Decision> decisions;
  std::vector<Bout> bouts;
  std::optional<Agreement> agreement;  // absent without labels
  std::vector<std::string> warnings;   // breaches of the sensor contract, see contract_check.h
};

struct ClassifyOptions {
  // Probabilities are the mean of the last so many windows; the contract's own unless given.
  std::optional<std::size_t> smoothing_windows;
};

// One decision per hop; windows never cross a gap, smoothing starts anew after one. Throws
// Error(BadInput) when the recording nowhere lasts one window, Error(Usage) for no smoothing
// windows.
Classification classify(const RuntimeModel& model, const recordings::Recording& recording,
                        const ClassifyOptions& options = {});

}  // namespace ambulo::evaluation
