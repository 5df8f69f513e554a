// SPDX-License-Identifier: Apache-2.0
// Entry of the simulation stage: a seed in, synthetic recordings out. A person is a gait, a set of
// postures and a way of wearing the phone; the phone is a sensor with noise, bias, steps, a full
// scale and a clock of its own (docs/simulation.md gives the model). For demonstrations, tests and
// load; every recording says synthetic = true, and no figure from it is one about people.
//
//   SimulationSpec spec;
//   spec.subjects = 12;
//   std::vector<recordings::Recording> people = simulation::simulate(spec);
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "toolchain/recordings/recording.h"

namespace ambulo::simulation {

// The sensor and its clock. Deviations in brackets of a phone are drawn once per subject.
struct DeviceSpec {
  double sample_rate_hz = 50.0;
  double clock_error = 0.005;     // deviation of the true rate from the nominal one, relative
  double clock_jitter_s = 0.001;  // deviation of each sample's time
  double acceleration_noise_mps2 = 0.04;  // deviation per sample
  double rotation_noise_rps = 0.003;
  double acceleration_bias_mps2 = 0.1;  // deviation of the bias of each axis
  double rotation_bias_rps = 0.005;
  double gain_error = 0.01;                // deviation of the scale of each axis
  double acceleration_step_mps2 = 0.0096;  // quantisation: 1/1024 g
  double rotation_step_rps = 0.0003;
  double acceleration_full_scale_mps2 = 19.6133;  // 2 g
  double rotation_full_scale_rps = 10.0;
};

struct SimulationSpec {
  std::size_t subjects = 10;
  std::uint64_t seed = 1;
  double minutes_per_subject = 4.0;  // each of the six activities occurs, however short
  DeviceSpec device;
};

// One recording per subject, "1", "2", ...; subject k depends on the seed and k alone. The same
// specification gives the same bytes. Throws Error(Usage) for values that make no sense.
std::vector<recordings::Recording> simulate(const SimulationSpec& spec);

}  // namespace ambulo::simulation
