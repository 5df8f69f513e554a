// SPDX-License-Identifier: Apache-2.0
#include "toolchain/simulation/device.h"

#include <algorithm>
#include <cmath>

namespace ambulo::simulation {
namespace {

double quantized(double value, double step) {
  return step > 0.0 ? std::round(value / step) * step : value;
}

}  // namespace

Device::Device(const DeviceSpec& spec, Random random) : spec_(spec), random_(random) {
  // Three deviations bound the draw: a clock cannot stand still.
  const double error = std::clamp(random_.normal(), -3.0, 3.0) * spec.clock_error;
  true_rate_hz_ = spec.sample_rate_hz * (1.0 + error);
  for (std::size_t c = 0; c < recordings::kChannels; ++c) {
    gain_[c] = 1.0 + spec.gain_error * random_.normal();
    bias_[c] = (c < 3 ? spec.acceleration_bias_mps2 : spec.rotation_bias_rps) * random_.normal();
  }
}

double Device::sample_time_s(std::size_t k) {
  const double jitter =
      std::clamp(spec_.clock_jitter_s * true_rate_hz_ * random_.normal(), -0.4, 0.4);
  const double time_s = (static_cast<double>(k) + 0.5 + jitter) / true_rate_hz_;
  return std::round(time_s * 1e6) / 1e6;
}

recordings::Sample Device::read(const Felt& felt) {
  recordings::Sample sample;
  for (std::size_t c = 0; c < recordings::kChannels; ++c) {
    const bool is_acceleration = c < 3;
    const double truth =
        is_acceleration ? felt.specific_force_mps2[c] : felt.rotation_rate_rps[c - 3];
    const double noise = is_acceleration ? spec_.acceleration_noise_mps2 : spec_.rotation_noise_rps;
    const double step = is_acceleration ? spec_.acceleration_step_mps2 : spec_.rotation_step_rps;
    const double limit =
        is_acceleration ? spec_.acceleration_full_scale_mps2 : spec_.rotation_full_scale_rps;
    const double read = gain_[c] * truth + bias_[c] + noise * random_.normal();
    sample[c] = static_cast<float>(std::clamp(quantized(read, step), -limit, limit));
  }
  return sample;
}

}  // namespace ambulo::simulation
