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
  float low[kLowPassChannels];
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
  float low[kLowPassChannels];
  low_pass.push(means, low);  // a sample equal to the state leaves it there
  for (int c = 0; c < 6; ++c) EXPECT_EQ(low[c], means[c]) << c;
}

TEST(LowPass, follows_the_recursion_in_double_precision_over_ten_minutes) {
  LowPass low_pass(config_at(50.0f, 0.3f));
  const double a = -std::expm1(-2.0 * kPi * 0.3 / 50.0);
  const float start[6] = {9.8f, 0, 0, 0, 0, 0};
  low_pass.start(start, 1);
  std::vector<double> state(start, start + 6);
  float sample[6], low[kLowPassChannels];
  for (int i = 0; i < 30000; ++i) {
    for (int c = 0; c < 6; ++c) {
      sample[c] = static_cast<float>(9.8 * (c == 0) + 3.0 * std::sin(0.01 * i * (c + 1)));
      state[c] += a * (static_cast<double>(sample[c]) - state[c]);
    }
    low_pass.push(sample, low);
    for (int c = 0; c < 6; ++c) ASSERT_NEAR(low[c], state[c], 2e-5) << i;
  }
}

FrontEndConfig with_levels() {
  FrontEndConfig config = config_at(50.0f, 0.3f);
  config.kind = FrontEnd::GravitySplitLevels;
  return config;
}

TEST(Levels, follow_their_definition_in_double_precision_over_a_minute) {
  LowPass low_pass(with_levels());
  const float start[6] = {9.8f, 0, 0, 0, 0, 0};
  low_pass.start(start, 1);
  std::vector<double> low(start, start + 6), level(3, 0.0);
  const auto keep = [](double corner) { return std::exp(-2.0 * kPi * corner / 50.0); };
  float sample[6], out[kLowPassChannels];
  for (int i = 0; i < 3000; ++i) {
    double moved[2] = {};
    for (int c = 0; c < 6; ++c) {
      const double swing = (i / 500 % 2 == 0 ? 0.02 : 2.0) * (c < 3 ? 1.0 : 0.3);
      sample[c] = static_cast<float>(9.8 * (c == 0) + swing * std::sin(0.3 * i + c));
      low[c] += (1.0 - keep(0.3)) * (static_cast<double>(sample[c]) - low[c]);
      const double difference = static_cast<double>(sample[c]) - low[c];
      moved[c / 3] += difference * difference;
    }
    const double rotation = std::sqrt(moved[1]) / 0.06, acceleration = std::sqrt(moved[0]) / 0.4;
    const double now[3] = {rotation / (1.0 + rotation), acceleration / (1.0 + acceleration),
                           rotation / (1.0 + rotation)};
    const double corners[3] = {0.1, 0.1, 0.03};
    for (int k = 0; k < 3; ++k) level[k] += (1.0 - keep(corners[k])) * (now[k] - level[k]);
    low_pass.push(sample, out);
    for (int k = 0; k < 3; ++k) ASSERT_NEAR(out[6 + k], level[k], 5e-5) << i << " level " << k;
  }
}

TEST(Levels, do_not_change_when_the_device_is_turned) {
  LowPass upright(with_levels()), turned(with_levels());
  float a[6], b[6], low_a[kLowPassChannels], low_b[kLowPassChannels];
  for (int i = 0; i < 500; ++i) {
    for (int c = 0; c < 6; ++c) {
      a[c] = static_cast<float>((c == 0 ? 9.8 : 0.0) + 0.5 * std::sin(0.2 * i * (c + 1)));
    }
    for (int c = 0; c < 6; ++c) b[c] = a[c / 3 * 3 + (c + 1) % 3];  // x y z become y z x
    if (i == 0) {
      upright.start(a, 1);
      turned.start(b, 1);
    }
    upright.push(a, low_a);
    turned.push(b, low_b);
    for (std::size_t k = 6; k < kLowPassChannels; ++k) ASSERT_NEAR(low_a[k], low_b[k], 1e-6);
  }
}

TEST(Levels, start_from_their_mean_over_the_first_samples) {
  LowPass low_pass(with_levels());
  const float samples[2 * 6] = {9.8f, 0, 0, 0.06f, 0, 0, 9.8f, 0, 0, -0.06f, 0, 0};
  low_pass.start(samples, 2);
  const float still[6] = {9.8f, 0, 0, 0, 0, 0};
  float low[kLowPassChannels];
  low_pass.push(still, low);
  EXPECT_NEAR(low[6], 0.5 * std::exp(-2.0 * kPi * 0.1 / 50.0), 1e-6);
  EXPECT_EQ(low[7], 0.0f);
  EXPECT_NEAR(low[8], 0.5 * std::exp(-2.0 * kPi * 0.03 / 50.0), 1e-6);
}

TEST(Levels, are_nothing_for_front_ends_without_them) {
  LowPass low_pass(config_at(50.0f, 0.3f));
  const float samples[2 * 6] = {9, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6};
  low_pass.start(samples, 1);
  float low[kLowPassChannels];
  low_pass.push(samples + 6, low);
  for (std::size_t k = 6; k < kLowPassChannels; ++k) EXPECT_EQ(low[k], 0.0f);
}

TEST(Features, of_the_raw_front_end_are_the_six_channels) {
  const float sample[6] = {1, 2, 3, 4, 5, 6};
  float row[6];
  features(FrontEndConfig{}, sample, nullptr, row);
  for (int c = 0; c < 6; ++c) EXPECT_EQ(row[c], sample[c]);
}

TEST(Features, of_the_gravity_split_equal_values_worked_out_by_hand) {
  const float sample[6] = {10.0f, 1.0f, -2.0f, 0.06f, -0.18f, 0.5f};
  const float low[kLowPassChannels] = {9.5f, 1.5f, -2.0f, 0.0f, -0.06f, 0.5f};
  float row[12];
  features(config_at(50.0f, 0.3f), sample, low, row);
  const float expected[12] = {0.5f, -0.5f,        0.0f, 9.5f,  1.5f,   -2.0f,
                              0.5f, -2.0f / 3.0f, 0.0f, 0.06f, -0.18f, 0.5f};
  for (int c = 0; c < 12; ++c) EXPECT_NEAR(row[c], expected[c], 1e-6) << c;
}

TEST(Features, compress_rotation_by_softsign_up_to_full_scale) {
  const FrontEndConfig config = config_at(50.0f, 0.3f);
  const float low[kLowPassChannels] = {};
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
