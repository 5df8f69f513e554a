// SPDX-License-Identifier: Apache-2.0
// Formulas in <ambulo/front_end.h>. Float32 throughout, one fixed order of operations.
#include <ambulo/front_end.h>

#include "runtime/core/bytes.h"

namespace ambulo {
namespace {

// 1 - exp(-x) for 0 <= x: Taylor series of expm1 after halving x until it is below 1/16, then
// 1 - e^{-2h} = d (2 - d) with d = 1 - e^{-h}. Relative error below 1e-7 for x <= 8.
float one_minus_exp(float x) {
  int halvings = 0;
  while (x > 0.0625f && halvings < 16) {
    x *= 0.5f;
    ++halvings;
  }
  float d = x * (1.0f - x * (0.5f - x * (1.0f / 6.0f - x * (1.0f / 24.0f))));
  for (; halvings > 0; --halvings) d = d * (2.0f - d);
  return d;
}

float softsign(float u) {
  return u / (1.0f + (u < 0.0f ? -u : u));
}

float coefficient_of(float corner_hz, float rate_hz) {
  return one_minus_exp(6.28318530717958648f * corner_hz / rate_hz);
}

constexpr float kInverseAccelerationScale = 1.0f / 0.4f;  // m/s2

// x >= 0: x / sqrt(x) by three Newton steps for 1 / sqrt(x), from the usual first guess at its bits
// (Lomont 2003). Relative error below 3e-7 for normal x; the same bits on every machine.
float square_root(float x) {
  uint32_t bits;
  copy_bytes(&bits, &x, sizeof bits);
  bits = 0x5F375A86u - (bits >> 1);
  float y;
  copy_bytes(&y, &bits, sizeof y);
  for (int step = 0; step < 3; ++step) y = y * (1.5f - 0.5f * x * y * y);
  return x * y;
}

// softsign(|sample - low| / scale) over three channels
float level(const float* sample, const float* low, float inverse_scale) {
  const float x = sample[0] - low[0], y = sample[1] - low[1], z = sample[2] - low[2];
  return softsign(square_root(x * x + y * y + z * z) * inverse_scale);
}

}  // namespace

LowPass::LowPass(const FrontEndConfig& config)
    : levels_(config.kind == FrontEnd::GravitySplitLevels),
      inverse_scale_(1.0f / config.softsign_scale_rps),
      coefficient_(coefficient_of(config.low_pass_hz, config.sample_rate_hz)) {
  for (size_t k = 0; k < kLevels; ++k) {
    level_coefficients_[k] = coefficient_of(kLevelHz[k], config.sample_rate_hz);
  }
}

void LowPass::start(const float* samples, size_t count) {
  for (size_t c = 0; c < kRawChannels; ++c) {
    float sum = 0.0f;
    for (size_t i = 0; i < count; ++i) sum += samples[i * kRawChannels + c];
    state_[c] = sum / static_cast<float>(count);
  }
  if (!levels_) return;
  float rotation = 0.0f, acceleration = 0.0f;
  for (size_t i = 0; i < count; ++i) {
    const float* sample = samples + i * kRawChannels;
    rotation += level(sample + 3, state_ + 3, inverse_scale_);
    acceleration += level(sample, state_, kInverseAccelerationScale);
  }
  state_[kRawChannels] = state_[kRawChannels + 2] = rotation / static_cast<float>(count);
  state_[kRawChannels + 1] = acceleration / static_cast<float>(count);
}

void LowPass::push(const float* sample, float* low) {
  for (size_t c = 0; c < kRawChannels; ++c) {
    state_[c] += coefficient_ * (sample[c] - state_[c]);
    low[c] = state_[c];
  }
  for (size_t k = 0; k < kLevels; ++k) low[kRawChannels + k] = 0.0f;
  if (!levels_) return;
  const float rotation = level(sample + 3, state_ + 3, inverse_scale_);
  const float now[kLevels] = {rotation, level(sample, state_, kInverseAccelerationScale), rotation};
  for (size_t k = 0; k < kLevels; ++k) {
    float& state = state_[kRawChannels + k];
    state += level_coefficients_[k] * (now[k] - state);
    low[kRawChannels + k] = state;
  }
}

void features(const FrontEndConfig& config, const float* sample, const float* low, float* row) {
  if (config.kind == FrontEnd::Raw) {
    for (size_t c = 0; c < kRawChannels; ++c) row[c] = sample[c];
    return;
  }
  for (size_t c = 0; c < 3; ++c) {
    row[c] = sample[c] - low[c];
    row[3 + c] = low[c];
    row[6 + c] = softsign((sample[3 + c] - low[3 + c]) / config.softsign_scale_rps);
    row[9 + c] = sample[3 + c];
  }
  if (config.kind != FrontEnd::GravitySplitLevels) return;
  for (size_t k = 0; k < kLevels; ++k) row[12 + k] = low[kRawChannels + k];
}

void standardize(float* row, const float* mean, const float* inverse_std, size_t channels) {
  for (size_t c = 0; c < channels; ++c) row[c] = (row[c] - mean[c]) * inverse_std[c];
}

}  // namespace ambulo
