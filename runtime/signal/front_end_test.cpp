// SPDX-License-Identifier: Apache-2.0
// Against values worked out by hand and against the formulas of the header in double precision.
#include <ambulo/front_end.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ambulo {
namespace {

constexpr double kPi = 3.14159265358979323846;

FrontEndConfig config_at(float rate_hz, float low_pass_hz) {
  FrontEndConfig config;
  config.kind = FrontEnd::GravitySplit;
  config.sample_rate_hz = rate_hz;
  config.low_pass_hz = low_pass_hz;
  return config;
}

// What a step from 0 to 1 moves the low pass by in one sample.
float coefficient(const FrontEndConfig& config) {
  LowPass low_pass(config);
  const float zero[6] = {}, one[6] = {1, 1, 1, 1, 1, 1};
  float low[6];
  low_pass.start(zero, 1);
  low_pass.push(one, low);
  return low[0];
}

TEST(LowPass, has_the_coefficient_0_0370_at_50_hz) {
  EXPECT_NEAR(coefficient(config_at(50.0f, 0.3f)), 0.03700, 0.00001);
}

TEST(LowPass, coefficient_follows_the_exponential_for_slow_and_fast_filters) {
  for (const float rate : {12.5f, 26.0f, 50.0f, 100.0f, 200.0f}) {
    for (const float cut_off : {0.05f, 0.3f, 1.0f, 4.0f, 12.0f}) {
      const double exact = -std::expm1(-2.0 * kPi * cut_off / rate);
      EXPECT_NEAR(coefficient(config_at(rate, cut_off)) / exact, 1.0, 1e-6)
          << rate << " Hz, " << cut_off << " Hz";
    }
  }
}

TEST(LowPass, starts_at_the_mean_of_the_samples_it_is_given) {
  LowPass low_pass(config_at(50.0f, 0.3f));
  const float samples[3 * 6] = {1, 2, 3, 4, 5, 6, 3, 2, 1, 0, -1, -2, 5, 2, -1, -4, -7, -10};
  low_pass.start(samples, 3);
  const float means[6] = {3, 2, 1, 0, -1, -2};
  float low[6];
  low_pass.push(means, low);  // a sample equal to the state leaves it there
  for (int c = 0; c < 6; ++c) EXPECT_EQ(low[c], means[c]) << c;
}

TEST(LowPass, follows_the_recursion_in_double_precision_over_ten_minutes) {
  LowPass low_pass(config_at(50.0f, 0.3f));
  const double a = -std::expm1(-2.0 * kPi * 0.3 / 50.0);
  const float start[6] = {9.8f, 0, 0, 0, 0, 0};
  low_pass.start(start, 1);
  std::vector<double> state(start, start + 6);
  float sample[6], low[6];
  for (int i = 0; i < 30000; ++i) {
    for (int c = 0; c < 6; ++c) {
      sample[c] = static_cast<float>(9.8 * (c == 0) + 3.0 * std::sin(0.01 * i * (c + 1)));
      state[c] += a * (static_cast<double>(sample[c]) - state[c]);
    }
    low_pass.push(sample, low);
    for (int c = 0; c < 6; ++c) ASSERT_NEAR(low[c], state[c], 2e-5) << i;
  }
}

TEST(Features, of_the_raw_front_end_are_the_six_channels) {
  const float sample[6] = {1, 2, 3, 4, 5, 6};
  float row[6];
  features(FrontEndConfig{}, sample, nullptr, row);
  for (int c = 0; c < 6; ++c) EXPECT_EQ(row[c], sample[c]);
}

TEST(Features, of_the_gravity_split_equal_values_worked_out_by_hand) {
  const float sample[6] = {10.0f, 1.0f, -2.0f, 0.06f, -0.18f, 0.5f};
  const float low[6] = {9.5f, 1.5f, -2.0f, 0.0f, -0.06f, 0.5f};
  float row[12];
  features(config_at(50.0f, 0.3f), sample, low, row);
  const float expected[12] = {0.5f, -0.5f,        0.0f, 9.5f,  1.5f,   -2.0f,
                              0.5f, -2.0f / 3.0f, 0.0f, 0.06f, -0.18f, 0.5f};
  for (int c = 0; c < 12; ++c) EXPECT_NEAR(row[c], expected[c], 1e-6) << c;
}

TEST(Features, compress_rotation_by_softsign_up_to_full_scale) {
  const FrontEndConfig config = config_at(50.0f, 0.3f);
  const float low[6] = {};
  for (float rate = -35.0f; rate <= 35.0f; rate += 0.37f) {
    const float sample[6] = {0, 0, 0, rate, -rate, 0};
    float row[12];
    features(config, sample, low, row);
    const double u = static_cast<double>(rate) / static_cast<double>(config.softsign_scale_rps);
    EXPECT_NEAR(row[6], u / (1.0 + std::abs(u)), 1e-6);
    EXPECT_EQ(row[7], -row[6]);
    EXPECT_EQ(row[8], 0.0f);
  }
}

TEST(Standardize, subtracts_the_mean_and_divides_by_the_deviation) {
  float row[3] = {5.0f, -1.0f, 2.0f};
  const float mean[3] = {3.0f, -1.0f, 4.0f}, inverse_std[3] = {0.5f, 8.0f, 2.0f};
  standardize(row, mean, inverse_std, 3);
  EXPECT_EQ(row[0], 1.0f);
  EXPECT_EQ(row[1], 0.0f);
  EXPECT_EQ(row[2], -4.0f);
}

}  // namespace
}  // namespace ambulo
