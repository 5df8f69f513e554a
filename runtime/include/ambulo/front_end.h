// SPDX-License-Identifier: Apache-2.0
// The signal front end of a model: six raw channels to the channels the network sees, the same
// code in training and on the device. Which one a model wants is part of its sensor contract.
//
// GravitySplit (12 channels from 6):
//   l, m = one-pole low passes of acceleration and rotation, y += a (x - y),
//          a = 1 - exp(-2 pi f / rate), started from the mean of the first samples;
//   0..2 acc - l (body acceleration)      3..5 l (gravity)
//   6..8 softsign((gyro - m) / s), softsign(u) = u / (1 + |u|)      9..11 gyro
// GravitySplitLevels (15 channels): those twelve, and how much the body has moved lately. Turning
// the device does not change these; a person who sits sways less than one who stands:
//   12 L(|gyro - m| / s, 0.1 Hz)      14 L(|gyro - m| / s, 0.03 Hz)
//   13 L(|acc - l| / (0.4 m/s2), 0.1 Hz)
//      L(u, f) = low pass as above, with corner f, of softsign(u); its time constant 1 / (2 pi f)
//      is 1.6 or 5.3 s: a memory beyond the window.
// Raw: the six channels as they are. All end in per-channel standardisation (x - mean) / std.
//
//   ambulo::LowPass low_pass(config);
//   low_pass.start(first_samples, count);           // count x 6
//   low_pass.push(sample, low);                     // 6 in, 9 out, once per sample
//   ambulo::features(config, sample, low, row);     // 6 + 9 in, channel_count(config) out
//   ambulo::standardize(row, mean, std, channels);
//
// Units: acceleration m/s2, rotation rad/s. No failure is possible; nothing is allocated.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ambulo {

inline constexpr std::size_t kRawChannels = 6;
inline constexpr std::size_t kLevels = 3;
inline constexpr std::size_t kLowPassChannels = kRawChannels + kLevels;
inline constexpr std::size_t kMaxModelChannels = 12 + kLevels;

enum class FrontEnd : uint8_t { Raw = 0, GravitySplit = 1, GravitySplitLevels = 2 };

struct FrontEndConfig {
  FrontEnd kind = FrontEnd::Raw;
  float sample_rate_hz = 50.0f;
  float low_pass_hz = 0.3f;          // not for Raw
  float softsign_scale_rps = 0.06f;  // not for Raw; rad/s
  uint16_t start_samples = 100;      // the low pass starts from the mean of at most so many
};

constexpr std::size_t channel_count(FrontEnd kind) {
  switch (kind) {
    case FrontEnd::Raw:
      return 6;
    case FrontEnd::GravitySplit:
      return 12;
    case FrontEnd::GravitySplitLevels:
      return kMaxModelChannels;
  }
  return 0;
}

// Corner of the low pass of each level, Hz.
inline constexpr float kLevelHz[kLevels] = {0.1f, 0.1f, 0.03f};

// Low passes of all six raw channels and, for GravitySplitLevels, of the levels (0 otherwise).
// Float32 state; order of operations is fixed, so that host and
// device agree bit for bit.
class LowPass {
 public:
  explicit LowPass(const FrontEndConfig& config);

  // State becomes the mean of samples (count, 6), and the mean of the levels beside that mean.
  // REQUIRES count > 0.
  void start(const float* samples, std::size_t count);
  // low (9): the state after this sample (6).
  void push(const float* sample, float* low);

 private:
  bool levels_;
  float inverse_scale_;  // of rotation
  float coefficient_;
  float level_coefficients_[kLevels];
  float state_[kLowPassChannels] = {};
};

// One row of model channels, not yet standardised: sample (6), low (9), row (channel_count).
// low is not read for FrontEnd::Raw.
void features(const FrontEndConfig& config, const float* sample, const float* low, float* row);

// row[c] = (row[c] - mean[c]) * inverse_std[c]
void standardize(float* row, const float* mean, const float* inverse_std, std::size_t channels);

}  // namespace ambulo
