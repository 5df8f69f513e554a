// SPDX-License-Identifier: Apache-2.0
#include "toolchain/simulation/device.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ambulo::simulation {
namespace {

DeviceSpec ideal() {
  DeviceSpec spec;
  spec.clock_error = spec.clock_jitter_s = 0.0;
  spec.acceleration_noise_mps2 = spec.rotation_noise_rps = 0.0;
  spec.acceleration_bias_mps2 = spec.rotation_bias_rps = spec.gain_error = 0.0;
  spec.acceleration_step_mps2 = spec.rotation_step_rps = 0.0;
  return spec;
}

const Felt kFelt = {{9.81, -1.0, 0.5}, {0.1, -0.2, 3.0}};

TEST(Device, without_faults_reads_what_it_feels_at_a_steady_rate) {
  Device device(ideal(), Random(1));
  const recordings::Sample sample = device.read(kFelt);
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_FLOAT_EQ(sample[c], static_cast<float>(kFelt.specific_force_mps2[c]));
    EXPECT_FLOAT_EQ(sample[3 + c], static_cast<float>(kFelt.rotation_rate_rps[c]));
  }
  for (std::size_t k = 0; k < 100; ++k) {
    EXPECT_NEAR(device.sample_time_s(k), (static_cast<double>(k) + 0.5) / 50.0, 1e-6);
  }
}

TEST(Device, clips_at_the_full_scale) {
  Device device(ideal(), Random(1));
  const recordings::Sample sample = device.read({{50.0, -50.0, 0.0}, {99.0, -99.0, 0.0}});
  EXPECT_FLOAT_EQ(sample[0], 19.6133f);
  EXPECT_FLOAT_EQ(sample[1], -19.6133f);
  EXPECT_FLOAT_EQ(sample[3], 10.0f);
  EXPECT_FLOAT_EQ(sample[4], -10.0f);
}

TEST(Device, reads_whole_steps) {
  DeviceSpec spec = ideal();
  spec.acceleration_step_mps2 = 0.25;
  spec.rotation_step_rps = 0.5;
  Device device(spec, Random(1));
  const recordings::Sample sample = device.read({{9.81, 0.13, -0.1}, {0.2, 0.3, -0.8}});
  EXPECT_EQ(sample, (recordings::Sample{9.75f, 0.25f, 0.0f, 0.0f, 0.5f, -1.0f}));
}

TEST(Device, has_a_bias_that_stays_and_noise_of_the_given_deviation) {
  DeviceSpec spec = ideal();
  spec.acceleration_bias_mps2 = 0.3;
  spec.acceleration_noise_mps2 = 0.05;
  Device device(spec, Random(5)), other(spec, Random(6));
  double sum = 0.0, squares = 0.0, other_sum = 0.0;
  constexpr int kCount = 20000;
  for (int i = 0; i < kCount; ++i) {
    const double error = device.read({})[0];
    sum += error;
    squares += error * error;
    other_sum += other.read({})[0];
  }
  const double bias = sum / kCount;
  EXPECT_GT(std::abs(bias - other_sum / kCount), 0.01);
  EXPECT_NEAR(std::sqrt(squares / kCount - bias * bias), 0.05, 0.002);
}

TEST(Device, keeps_time_by_its_own_clock_and_never_backwards) {
  DeviceSpec spec = ideal();
  spec.clock_error = 0.01;
  spec.clock_jitter_s = 0.02;  // as much as a whole sample
  double widest = 0.0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Device device(spec, Random(seed));
    double before = -1.0;
    for (std::size_t k = 0; k < 5000; ++k) {
      const double time_s = device.sample_time_s(k);
      ASSERT_GT(time_s, before);
      before = time_s;
    }
    widest = std::max(widest, std::abs(before / 100.0 - 1.0));
    EXPECT_LT(std::abs(before / 100.0 - 1.0), 0.032);
  }
  EXPECT_GT(widest, 0.005);
}

}  // namespace
}  // namespace ambulo::simulation
