// SPDX-License-Identifier: Apache-2.0
// The signal front end of a model: six raw channels to the channels the network sees, the same
// code in training and on the device. Which one a model wants is part of its sensor contract.
//
// GravitySplit (12 channels from 6):
//   l, m = one-pole low passes of acceleration and rotation, y += a (x - y),
//          a = 1 - exp(-2 pi f / rate), started from the mean of the first samples;
//   0..2 acc - l (body acceleration)      3..5 l (gravity)
//   6..8 softsign((gyro - m) / s), softsign(u) = u / (1 + |u|)      9..11 gyro
// Raw: the six channels as they are. Both end in per-channel standardisation (x - mean) / std.
//
//   ambulo::LowPass low_pass(config);
//   low_pass.start(first_samples, count);           // count x 6
//   low_pass.push(sample, low);                     // 6 in, 6 out, once per sample
//   ambulo::features(config, sample, low, row);     // 6 + 6 in, channel_count(config) out
//   ambulo::standardize(row, mean, std, channels);
//
// Units: acceleration m/s2, rotation rad/s. No failure is possible; nothing is allocated.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ambulo {

inline constexpr std::size_t kRawChannels = 6;
inline constexpr std::size_t kMaxModelChannels = 12;

enum class FrontEnd : uint8_t { Raw = 0, GravitySplit = 1 };

struct FrontEndConfig {
  FrontEnd kind = FrontEnd::Raw;
  float sample_rate_hz = 50.0f;
  float low_pass_hz = 0.3f;          // GravitySplit only
  float softsign_scale_rps = 0.06f;  // GravitySplit only, rad/s
  uint16_t start_samples = 100;      // the low pass starts from the mean of at most so many
};

constexpr std::size_t channel_count(FrontEnd kind) {
  return kind == FrontEnd::GravitySplit ? 12 : 6;
}

// Low pass of all six raw channels. Float32 state; order of operations is fixed, so that host and
// device agree bit for bit.
class LowPass {
 public:
  explicit LowPass(const FrontEndConfig& config);

  // State becomes the mean of samples (count, 6). REQUIRES count > 0.
  void start(const float* samples, std::size_t count);
  // low (6): the state after this sample (6).
  void push(const float* sample, float* low);

 private:
  float coefficient_;
  float state_[kRawChannels] = {};
};

// One row of model channels, not yet standardised: sample (6), low (6), row (channel_count).
// low is not read for FrontEnd::Raw.
void features(const FrontEndConfig& config, const float* sample, const float* low, float* row);

// row[c] = (row[c] - mean[c]) * inverse_std[c]
void standardize(float* row, const float* mean, const float* inverse_std, std::size_t channels);

}  // namespace ambulo
