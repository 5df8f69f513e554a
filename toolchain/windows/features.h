// SPDX-License-Identifier: Apache-2.0
// Tracks through the front end of runtime/signal: low passes once per track, then windows as
// rows of model channels, plain or augmented.
#pragma once

#include <ambulo/front_end.h>

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "toolchain/core/random.h"
#include "toolchain/windows/sensor_contract.h"
#include "toolchain/windows/window_set.h"

namespace ambulo::windows {

// What LowPass gives for one sample.
using LowPassed = std::array<float, kLowPassChannels>;

// The low passes of each track (T x 9), started anew after each gap.
std::vector<std::vector<LowPassed>> low_passed(const WindowSet& set, const FrontEndConfig& config);

// Strength of the augmentation of training windows; zero switches a part off.
struct Augmentation {
  double rotation_rad = 0.0;             // deviation of each component of the rotation vector
  double gain = 0.0;                     // deviation of the factor of each channel from 1
  double acceleration_noise_mps2 = 0.0;  // deviation, per sample
  double rotation_noise_rps = 0.0;       // deviation, per sample
  double time_warp = 0.0;                // window spans length * U(1-w, 1+w)
  bool splice = false;                   // low passes start from another moment of the recording
  std::size_t cutout = 0;                // up to so many rows in one place become 0 (the mean)
  std::size_t shift = 0;                 // start moves by U(-shift, shift), inside the segment
};

class FeatureExtractor {
 public:
  // Keeps references: set outlives the extractor.
  FeatureExtractor(const WindowSet& set, const FrontEndConfig& config);

  std::size_t channels() const;   // per row
  std::size_t row_count() const;  // samples per window

  // out (length, channels), standardised with set_standardization (identity before it is called).
  void extract(std::size_t window, float* out) const;
  // The same for a window distorted on the raw signal and its low passes, before the nonlinear
  // part of the front end: start shift, time warp (linear interpolation), one rotation of both
  // sensors by exp(w), gain per channel, noise on the raw signal.
  void extract_augmented(std::size_t window, const Augmentation& augmentation, Random& random,
                         float* out) const;

  // Mean and standard deviation per channel over all rows of these windows (a constant channel
  // gets deviation 1).
  void measure(std::span<const std::size_t> windows, std::vector<float>& mean,
               std::vector<float>& std) const;
  void set_standardization(std::span<const float> mean, std::span<const float> std);

 private:
  const LowPassed& low_at(std::size_t track, std::size_t sample) const;

  const WindowSet& set_;
  FrontEndConfig config_;
  std::vector<std::vector<LowPassed>> low_;  // empty for FrontEnd::Raw
  std::vector<float> mean_, inverse_std_;
};

}  // namespace ambulo::windows
