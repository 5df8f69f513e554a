// SPDX-License-Identifier: Apache-2.0
// Formulas in <ambulo/front_end.h>. Float32 throughout, one fixed order of operations.
#include <ambulo/front_end.h>

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

}  // namespace

LowPass::LowPass(const FrontEndConfig& config)
    : coefficient_(
          one_minus_exp(6.28318530717958648f * config.low_pass_hz / config.sample_rate_hz)) {}

void LowPass::start(const float* samples, size_t count) {
  for (size_t c = 0; c < kRawChannels; ++c) {
    float sum = 0.0f;
    for (size_t i = 0; i < count; ++i) sum += samples[i * kRawChannels + c];
    state_[c] = sum / static_cast<float>(count);
  }
}

void LowPass::push(const float* sample, float* low) {
  for (size_t c = 0; c < kRawChannels; ++c) {
    state_[c] += coefficient_ * (sample[c] - state_[c]);
    low[c] = state_[c];
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
}

void standardize(float* row, const float* mean, const float* inverse_std, size_t channels) {
  for (size_t c = 0; c < channels; ++c) row[c] = (row[c] - mean[c]) * inverse_std[c];
}

}  // namespace ambulo
