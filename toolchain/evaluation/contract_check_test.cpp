// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/contract_check.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ambulo::evaluation {
namespace {

// What walking looks like, 30 s: gravity along the axis, 2 steps a second.
recordings::Recording walk(std::size_t axis, double sign = 1.0, double rate_hz = 50.0) {
  recordings::Recording recording;
  recording.placement = "waist";
  recording.nominal_rate_hz = rate_hz;
  for (int i = 0; i < static_cast<int>(30 * rate_hz); ++i) {
    const double t = i / rate_hz, step = std::sin(2.0 * std::numbers::pi * 2.0 * t);
    recordings::Sample sample{0.3f, -0.2f, 0.1f, static_cast<float>(step), 0.1f, 0.0f};
    sample[axis] += static_cast<float>(sign * (9.81 + 4.0 * step));
    recording.samples.push_back(sample);
    recording.time_s.push_back(t);
  }
  return recording;
}

windows::SensorContract upright_along_x(FrontEnd kind) {
  windows::SensorContract contract;
  contract.front_end.kind = kind;
  contract.mean.assign(channel_count(kind), 0.0f);
  contract.mean[kind == FrontEnd::GravitySplit ? 3 : 0] = 8.0f;
  contract.std.assign(channel_count(kind), 1.0f);
  contract.placement = "waist";
  return contract;
}

std::string breaches(const recordings::Recording& recording, FrontEnd kind = FrontEnd::Raw) {
  std::string all;
  for (const auto& line : contract_breaches(recording, upright_along_x(kind))) all += line + '\n';
  return all;
}

TEST(ContractCheck, has_nothing_to_say_about_a_recording_like_those_of_training) {
  EXPECT_EQ(breaches(walk(0)), "");
  EXPECT_EQ(breaches(walk(0), FrontEnd::GravitySplit), "");
}

TEST(ContractCheck, sees_acceleration_in_g) {
  auto recording = walk(0);
  for (auto& s : recording.samples)
    for (std::size_t c = 0; c < 3; ++c) s[c] /= 9.81f;
  EXPECT_NE(breaches(recording).find("looks like g"), std::string::npos);
}

TEST(ContractCheck, sees_gravity_removed) {
  auto recording = walk(0);
  for (auto& s : recording.samples) s[0] -= 9.81f;
  EXPECT_NE(breaches(recording).find("far below gravity"), std::string::npos);
}

TEST(ContractCheck, takes_hard_jogging_for_what_it_is) {
  auto recording = walk(0);
  for (auto& s : recording.samples) {
    for (std::size_t c = 0; c < 3; ++c) s[c] *= 1.85f;
  }
  EXPECT_EQ(breaches(recording), "");
  for (auto& s : recording.samples) {
    for (std::size_t c = 0; c < 3; ++c) s[c] /= 9.81f;
  }
  EXPECT_NE(breaches(recording).find("given in g"), std::string::npos);
}

TEST(ContractCheck, sees_rotation_in_degrees_and_a_dead_gyroscope) {
  auto recording = walk(0);
  for (auto& s : recording.samples)
    for (std::size_t c = 3; c < 6; ++c) s[c] *= 180.0f;
  EXPECT_NE(breaches(recording).find("looks like deg/s"), std::string::npos);
  for (auto& s : recording.samples) s[3] = s[4] = s[5] = 0.01f;
  EXPECT_NE(breaches(recording).find("never changes"), std::string::npos);
}

TEST(ContractCheck, sees_gravity_along_another_axis_and_the_other_sign) {
  EXPECT_NE(breaches(walk(1)).find("gravity points along +y"), std::string::npos);
  EXPECT_NE(breaches(walk(2), FrontEnd::GravitySplit).find("along +z"), std::string::npos);
  EXPECT_NE(breaches(walk(0, -1.0)).find("sign convention"), std::string::npos);
}

TEST(ContractCheck, does_not_judge_the_orientation_of_somebody_lying_still) {
  auto recording = walk(1);
  for (auto& s : recording.samples) s = {0.1f, 9.8f, 0.1f, 0.01f * s[3], 0.0f, 0.0f};
  EXPECT_EQ(breaches(recording), "");
}

TEST(ContractCheck, sees_a_slower_sensor_and_allows_a_faster_one) {
  EXPECT_NE(breaches(walk(0, 1.0, 26.0)).find("recorded at 26.0 Hz, the model wants 50"),
            std::string::npos);
  EXPECT_EQ(breaches(walk(0, 1.0, 100.0)), "");
}

TEST(ContractCheck, compares_the_placement_when_both_are_known) {
  auto recording = walk(0);
  recording.placement = "front_pocket";
  EXPECT_NE(breaches(recording).find("worn at 'front_pocket'"), std::string::npos);
  recording.placement.clear();
  EXPECT_EQ(breaches(recording), "");
}

}  // namespace
}  // namespace ambulo::evaluation
