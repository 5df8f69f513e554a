// SPDX-License-Identifier: Apache-2.0
// A model whose answers are known without training, and recordings for it: somebody who sits (9.81
// m/s2 along x, unmoving) or walks (between 5.81 and 13.81).
//   probability of walking = 1 / (1 + exp(-(max(ax) - 12)))
#pragma once

#include <string>
#include <vector>

#include "toolchain/recordings/recording.h"
#include "toolchain/training/trained_model.h"

namespace ambulo::evaluation::testing {

inline constexpr double kRateHz = 50.0;
inline constexpr float kThresholdMps2 = 12.0f;

// Labels sitting, walking; raw front end, windows of 128 samples each 64.
training::TrainedModel threshold_model();

struct Part {
  std::string activity;  // "walking" moves, all others do not; "" is not labelled
  std::size_t samples = 0;
};
recordings::Recording recording_of(const std::string& subject, const std::vector<Part>& parts);

}  // namespace ambulo::evaluation::testing
