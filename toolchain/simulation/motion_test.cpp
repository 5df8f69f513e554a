// SPDX-License-Identifier: Apache-2.0
// The physics: what the phone feels must follow from how it moves.
#include "toolchain/simulation/motion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace ambulo::simulation {
namespace {

constexpr double kGravity = 9.80665;

Motion motion_of(const Person& person, const std::vector<Act>& script) {
  Random random(9);
  return Motion(person, script, random);
}

Vector mean_force(const Motion& motion, double from_s, double to_s) {
  Vector sum{};
  int count = 0;
  for (double t = from_s; t < to_s; t += 0.02, ++count)
    sum = sum + motion.at(t).specific_force_mps2;
  return (1.0 / count) * sum;
}

TEST(Motion, feels_gravity_alone_at_rest) {
  for (const char* activity : {"standing", "sitting", "laying"}) {
    const Motion motion = motion_of(draw_person(1, 1), {{activity, 0.0, 20.0}});
    for (double t = 0.0; t < 20.0; t += 0.1) {
      ASSERT_NEAR(length(motion.at(t).specific_force_mps2), kGravity, 1e-6) << activity;
    }
  }
}

TEST(Motion, sways_more_standing_than_sitting_than_laying) {
  const auto rotation_rms = [](const char* activity) {
    double squares = 0.0;
    int count = 0;
    for (std::size_t subject = 1; subject <= 20; ++subject) {
      const Motion motion = motion_of(draw_person(1, subject), {{activity, 0.0, 20.0}});
      for (double t = 1.0; t < 19.0; t += 0.05, ++count) {
        squares += std::pow(motion.at(t).rotation_rate_rps[0], 2);
      }
    }
    return std::sqrt(squares / count);
  };
  const double standing = rotation_rms("standing"), sitting = rotation_rms("sitting");
  EXPECT_GT(standing, 2.0 * sitting);
  EXPECT_GT(sitting, 1.2 * rotation_rms("laying"));
  EXPECT_GT(standing, 0.03);  // people: 0.02 to 0.12 rad/s
  EXPECT_LT(standing, 0.10);
}

TEST(Motion, puts_gravity_on_the_axes_of_a_waist_phone) {
  Vector standing{}, sitting{}, laying{};
  constexpr int kPeople = 300;
  for (std::size_t subject = 1; subject <= kPeople; ++subject) {
    const Person person = draw_person(1, subject);
    const auto add = [&](const char* activity, Vector& sum) {
      const Motion motion = motion_of(person, {{activity, 0.0, 5.0}});
      sum = sum + (1.0 / kGravity / kPeople) * motion.at(2.5).specific_force_mps2;
    };
    add("standing", standing);
    add("sitting", sitting);
    add("laying", laying);
  }
  const Vector expected_standing = {0.97, -0.17, -0.02}, expected_sitting = {0.89, 0.14, 0.17},
               expected_laying = {0.07, 0.70, 0.58};
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(standing[c], expected_standing[c], 0.05) << c;
    EXPECT_NEAR(sitting[c], expected_sitting[c], 0.07) << c;
    EXPECT_NEAR(laying[c], expected_laying[c], 0.10) << c;
  }
}

TEST(Motion, walks_at_the_step_rate_of_the_person) {
  for (std::size_t subject = 1; subject <= 10; ++subject) {
    const Person person = draw_person(1, subject);
    for (const char* activity : {"walking", "walking_upstairs", "walking_downstairs"}) {
      const Motion motion = motion_of(person, {{activity, 0.0, 42.0}});
      std::vector<double> up;
      for (double t = 1.0; t < 41.0; t += 0.02) {
        up.push_back(motion.at(t).specific_force_mps2[0] - kGravity);
      }
      double peak_hz = 0.0, peak = 0.0;
      for (double hz = 0.3; hz < 10.0; hz += 0.02) {
        std::complex<double> sum = 0.0;
        for (std::size_t i = 0; i < up.size(); ++i) {
          const double turns = hz * 0.02 * static_cast<double>(i);
          sum += up[i] * std::polar(1.0, -2.0 * std::numbers::pi * turns);
        }
        if (std::abs(sum) > peak) {
          peak = std::abs(sum);
          peak_hz = hz;
        }
      }
      const double step_hz = person.gait(activity).step_hz;
      EXPECT_NEAR(peak_hz, step_hz, 0.04 * step_hz) << activity << ", subject " << subject;
    }
  }
}

TEST(Motion, neither_rises_nor_sinks_nor_leaves_while_walking) {
  const Motion motion = motion_of(draw_person(1, 2), {{"walking", 0.0, 60.0}});
  Vector sum{};
  int count = 0;
  for (double t = 1.0; t < 59.0; t += 0.01, ++count) {
    sum = sum + rotate(motion.orientation(t), motion.at(t).specific_force_mps2);
  }
  EXPECT_NEAR(sum[0] / count, 0.0, 0.1);
  EXPECT_NEAR(sum[1] / count, 0.0, 0.1);
  EXPECT_NEAR(sum[2] / count, kGravity, 0.1);
}

TEST(Motion, rises_by_the_height_of_the_transition) {
  const Motion motion =
      motion_of(draw_person(1, 3),
                {{"sitting", 0.0, 5.0}, {"sit_to_stand", 5.0, 8.0}, {"standing", 8.0, 13.0}});
  double velocity = 0.0, height = 0.0;
  constexpr double kStep = 0.001;
  for (double t = 4.0; t < 9.0; t += kStep) {
    const Vector world = rotate(motion.orientation(t), motion.at(t).specific_force_mps2);
    velocity += kStep * (world[2] - kGravity);
    height += kStep * velocity;
  }
  EXPECT_NEAR(velocity, 0.0, 1e-3);
  EXPECT_NEAR(height, 0.4, 2e-3);
}

TEST(Motion, integrated_rotation_rate_turns_gravity_as_the_accelerometer_shows) {
  for (std::size_t subject = 1; subject <= 10; ++subject) {
    const Motion motion =
        motion_of(draw_person(1, subject),
                  {{"standing", 0.0, 5.0}, {"stand_to_lie", 5.0, 9.0}, {"laying", 9.0, 14.0}});
    constexpr double kStep = 0.005;
    Orientation turned;  // from the phone's axes now to its axes at the start
    for (double t = 5.0; t < 9.0; t += kStep) {
      turned = turned * exp(kStep * motion.at(t + 0.5 * kStep).rotation_rate_rps);
    }
    const Vector before = motion.at(5.0).specific_force_mps2;
    const Vector after = motion.at(9.0).specific_force_mps2;
    const Vector predicted = rotate(inverse(turned), before);
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(predicted[c], after[c], 0.02) << c;
    EXPECT_LT(dot(before, after) / (kGravity * kGravity), 0.7);  // it did turn
  }
}

TEST(Motion, has_no_jump_between_acts) {
  const Motion motion =
      motion_of(draw_person(1, 4),
                {{"walking", 0.0, 6.0}, {"stand_to_sit", 6.0, 8.5}, {"sitting", 8.5, 14.0}});
  for (double t = 0.01; t < 14.0; t += 0.001) {
    const Orientation step = inverse(motion.orientation(t)) * motion.orientation(t + 0.001);
    ASSERT_LT(length(log(step)), 0.003) << t;  // 3 rad/s
  }
  EXPECT_NEAR(length(mean_force(motion, 9.0, 13.0)), kGravity, 0.01);
}

}  // namespace
}  // namespace ambulo::simulation
