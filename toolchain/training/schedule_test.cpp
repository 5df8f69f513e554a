// SPDX-License-Identifier: Apache-2.0
#include "toolchain/training/schedule.h"

#include <gtest/gtest.h>

namespace ambulo::training {
namespace {

TEST(Schedule, one_cycle_starts_peaks_and_ends_where_its_definition_says) {
  constexpr std::size_t kSteps = 100;
  // 30 % of 100 steps: the peak is reached at step 29.
  EXPECT_NEAR(rates_at(ScheduleKind::OneCycle, 4e-3, 0, kSteps).learning_rate, 4e-3 / 25, 1e-12);
  EXPECT_NEAR(rates_at(ScheduleKind::OneCycle, 4e-3, 29, kSteps).learning_rate, 4e-3, 1e-12);
  EXPECT_NEAR(rates_at(ScheduleKind::OneCycle, 4e-3, 99, kSteps).learning_rate, 4e-3 / 25e4, 1e-12);
  EXPECT_NEAR(rates_at(ScheduleKind::OneCycle, 4e-3, 0, kSteps).beta1, 0.95, 1e-12);
  EXPECT_NEAR(rates_at(ScheduleKind::OneCycle, 4e-3, 29, kSteps).beta1, 0.85, 1e-12);
  EXPECT_NEAR(rates_at(ScheduleKind::OneCycle, 4e-3, 99, kSteps).beta1, 0.95, 1e-12);
  // Half way down (step 64 of 29..99) the cosine is at its middle.
  EXPECT_NEAR(rates_at(ScheduleKind::OneCycle, 4e-3, 64, kSteps).learning_rate,
              (4e-3 + 4e-3 / 25e4) / 2, 1e-9);
}

TEST(Schedule, one_cycle_rises_then_falls_without_a_jump) {
  double last = 0.0;
  for (std::size_t step = 0; step < 30; ++step) {
    const double rate = rates_at(ScheduleKind::OneCycle, 1.0, step, 100).learning_rate;
    EXPECT_GT(rate, last);
    last = rate;
  }
  for (std::size_t step = 30; step < 100; ++step) {
    const double rate = rates_at(ScheduleKind::OneCycle, 1.0, step, 100).learning_rate;
    EXPECT_LT(rate, last);
    last = rate;
  }
}

TEST(Schedule, runs_of_one_or_two_steps_have_finite_rates) {
  for (std::size_t steps : {1u, 2u, 3u}) {
    for (std::size_t step = 0; step < steps; ++step) {
      const double rate = rates_at(ScheduleKind::OneCycle, 1.0, step, steps).learning_rate;
      EXPECT_GE(rate, 0.0);
      EXPECT_LE(rate, 1.0);
    }
  }
}

TEST(Schedule, constant_stays) {
  EXPECT_EQ(rates_at(ScheduleKind::Constant, 2e-3, 0, 10).learning_rate, 2e-3);
  EXPECT_EQ(rates_at(ScheduleKind::Constant, 2e-3, 9, 10).learning_rate, 2e-3);
}

}  // namespace
}  // namespace ambulo::training
