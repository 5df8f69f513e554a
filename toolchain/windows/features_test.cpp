// SPDX-License-Identifier: Apache-2.0
#include "toolchain/windows/features.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "toolchain/core/error.h"
#include "toolchain/windows/hand_made.h"
#include "toolchain/windows/windows.h"

namespace ambulo::windows {
namespace {

constexpr std::size_t kLength = 128;

FrontEndConfig gravity_split() {
  FrontEndConfig config;
  config.kind = FrontEnd::GravitySplit;
  return config;
}

TEST(LowPassed, starts_from_the_mean_of_the_first_samples_and_runs_through_the_track) {
  const WindowSet set = hand_made::people(1);
  const FrontEndConfig config = gravity_split();
  const std::vector<LowPassed> low = low_passed(set, config)[0];
  const std::vector<Sample>& raw = set.tracks[0].samples;
  double state = 0.0;
  for (std::size_t i = 0; i < 100; ++i) state += raw[i][1] / 100.0;
  const double a = 1.0 - std::exp(-2.0 * M_PI * 0.3 / 50.0);
  ASSERT_EQ(low.size(), raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    state += a * (raw[i][1] - state);
    ASSERT_NEAR(low[i][1], state, 1e-5) << i;
  }
}

TEST(LowPassed, starts_anew_after_a_gap_as_if_the_recording_began_there) {
  WindowSet whole = hand_made::people(1);
  Track& track = whole.tracks[0];
  for (std::size_t i = 200; i < 230; ++i) track.gap[i] = 1;
  WindowSet tail = whole;
  Track& rest = tail.tracks[0];
  rest.samples.erase(rest.samples.begin(), rest.samples.begin() + 230);
  rest.gap.erase(rest.gap.begin(), rest.gap.begin() + 230);
  const std::vector<LowPassed> low = low_passed(whole, gravity_split())[0];
  const std::vector<LowPassed> expected = low_passed(tail, gravity_split())[0];
  EXPECT_TRUE(std::equal(expected.begin(), expected.end(), low.begin() + 230));
}

TEST(FeatureExtractor, raw_windows_are_the_samples_themselves) {
  const WindowSet set = hand_made::people(1);
  const FeatureExtractor extractor(set, FrontEndConfig{});
  ASSERT_EQ(extractor.channels(), 6u);
  ASSERT_EQ(extractor.row_count(), kLength);
  std::vector<float> out(kLength * 6);
  extractor.extract(4, out.data());
  for (std::size_t i = 0; i < kLength; ++i) {
    for (std::size_t c = 0; c < 6; ++c) {
      ASSERT_EQ(out[i * 6 + c], set.tracks[0].samples[set.windows[4].first + i][c]);
    }
  }
}

TEST(FeatureExtractor, gravity_split_follows_the_formulas_of_the_front_end) {
  const WindowSet set = hand_made::people(1);
  const FeatureExtractor extractor(set, gravity_split());
  const std::vector<LowPassed> low = low_passed(set, gravity_split())[0];
  std::vector<float> out(kLength * 12);
  extractor.extract(2, out.data());
  const std::size_t at = set.windows[2].first + 17;
  const Sample& raw = set.tracks[0].samples[at];
  const float* row = out.data() + 17 * 12;
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_FLOAT_EQ(row[c], raw[c] - low[at][c]);
    EXPECT_FLOAT_EQ(row[3 + c], low[at][c]);
    const double u = (static_cast<double>(raw[3 + c]) - low[at][3 + c]) / 0.06;
    EXPECT_NEAR(row[6 + c], u / (1.0 + std::abs(u)), 1e-6);
    EXPECT_FLOAT_EQ(row[9 + c], raw[3 + c]);
  }
}

TEST(FeatureExtractor, standardised_by_its_own_measure_has_mean_0_and_deviation_1) {
  const WindowSet set = hand_made::people(2);
  FeatureExtractor extractor(set, gravity_split());
  std::vector<std::size_t> windows(set.windows.size());
  std::iota(windows.begin(), windows.end(), 0u);
  std::vector<float> mean, std;
  extractor.measure(windows, mean, std);
  extractor.set_standardization(mean, std);
  std::vector<double> sum(12, 0.0), squares(12, 0.0);
  std::vector<float> out(kLength * 12);
  for (const std::size_t window : windows) {
    extractor.extract(window, out.data());
    for (std::size_t i = 0; i < out.size(); ++i) {
      sum[i % 12] += out[i];
      squares[i % 12] += static_cast<double>(out[i]) * out[i];
    }
  }
  const double rows = static_cast<double>(windows.size() * kLength);
  for (std::size_t c = 0; c < 12; ++c) {
    EXPECT_NEAR(sum[c] / rows, 0.0, 1e-5) << c;
    EXPECT_NEAR(squares[c] / rows, 1.0, 1e-4) << c;
  }
}

TEST(FeatureExtractor, measures_only_the_windows_it_is_given_and_gives_constants_deviation_1) {
  WindowSet set = hand_made::people(1);
  const Window& window = set.windows[0];
  for (std::size_t i = 0; i < kLength; ++i) {
    set.tracks[0].samples[window.first + i] = {9.80665f, 0.1f, 0, 0, 0, 0};
  }
  const FeatureExtractor extractor(set, FrontEndConfig{});
  std::vector<float> mean, std;
  const std::vector<std::size_t> first = {0};
  extractor.measure(first, mean, std);
  EXPECT_EQ(mean, (std::vector<float>{9.80665f, 0.1f, 0, 0, 0, 0}));
  EXPECT_EQ(std, std::vector<float>(6, 1.0f));
}

TEST(FeatureExtractor, refuses_a_front_end_of_another_rate) {
  const WindowSet set = hand_made::people(1);
  FrontEndConfig config;
  config.sample_rate_hz = 100.0f;
  EXPECT_THROW(FeatureExtractor(set, config), Error);
}

}  // namespace
}  // namespace ambulo::windows
