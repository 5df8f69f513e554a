// SPDX-License-Identifier: Apache-2.0
// A phone's sensors: each axis reads clip(round((gain x + bias + noise) / step) step), at times
// (k + 1/2 + jitter) / true rate.
#pragma once

#include <cstddef>

#include "toolchain/core/random.h"
#include "toolchain/recordings/recording.h"
#include "toolchain/simulation/motion.h"
#include "toolchain/simulation/simulation.h"

namespace ambulo::simulation {

class Device {
 public:
  // Draws this phone's bias, gains and clock error; keeps the rest of random for its noise.
  Device(const DeviceSpec& spec, Random random);

  // Strictly ascending in k: jitter is cut at 0.4 of a sample. In whole microseconds.
  double sample_time_s(std::size_t k);
  recordings::Sample read(const Felt& felt);

 private:
  DeviceSpec spec_;
  Random random_;
  double true_rate_hz_;
  std::array<double, recordings::kChannels> gain_, bias_;
};

}  // namespace ambulo::simulation
