// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "toolchain/windows/features.h"
#include "toolchain/windows/hand_made.h"
#include "toolchain/windows/windows.h"

namespace ambulo::windows {
namespace {

constexpr std::size_t kLength = 128;

FrontEndConfig config_of(FrontEnd kind) {
  FrontEndConfig config;
  config.kind = kind;
  return config;
}

std::vector<float> plain(const FeatureExtractor& extractor, std::size_t window) {
  std::vector<float> out(kLength * extractor.channels());
  extractor.extract(window, out.data());
  return out;
}

std::vector<float> augmented(const FeatureExtractor& extractor, std::size_t window,
                             const Augmentation& augmentation, std::uint64_t seed) {
  std::vector<float> out(kLength * extractor.channels());
  Random random(seed, {window});
  extractor.extract_augmented(window, augmentation, random, out.data());
  return out;
}

// One person walking 4 s; every channel of sample i holds i, so that a value tells its position.
WindowSet ramp(std::size_t walking = 200) {
  std::vector<recordings::Recording> recordings = {
      hand_made::recording("1", "a", {{"walking", walking}, {"sitting", 50}})};
  for (std::size_t i = 0; i < recordings[0].samples.size(); ++i) {
    recordings[0].samples[i].fill(static_cast<float>(i));
  }
  WindowSpec spec;
  spec.activities = {"walking"};
  return cut(recordings, spec);
}

// All samples of a set are this one.
WindowSet constant(const Sample& value) {
  WindowSet set = hand_made::people(1);
  for (Track& track : set.tracks) std::fill(track.samples.begin(), track.samples.end(), value);
  return set;
}

double norm(const float* v) {
  return std::hypot(v[0], v[1], v[2]);
}

TEST(Augmentation, with_all_strengths_zero_is_the_plain_window_bit_for_bit) {
  const WindowSet set = hand_made::people(2);
  for (const FrontEnd kind : {FrontEnd::Raw, FrontEnd::GravitySplit}) {
    FeatureExtractor extractor(set, config_of(kind));
    const std::vector<float> mean(extractor.channels(), 0.3f), std(extractor.channels(), 1.7f);
    extractor.set_standardization(mean, std);
    for (std::size_t window = 0; window < set.windows.size(); ++window) {
      ASSERT_EQ(augmented(extractor, window, {}, 1), plain(extractor, window));
    }
  }
}

TEST(Augmentation, repeats_itself_with_the_same_draws_and_differs_with_others) {
  const WindowSet set = hand_made::people(1);
  const FeatureExtractor extractor(set, config_of(FrontEnd::GravitySplit));
  const Augmentation all{.rotation_rad = 0.17,
                         .gain = 0.05,
                         .acceleration_noise_mps2 = 0.07,
                         .rotation_noise_rps = 0.02,
                         .time_warp = 0.1,
                         .shift = 32};
  EXPECT_EQ(augmented(extractor, 3, all, 1), augmented(extractor, 3, all, 1));
  EXPECT_NE(augmented(extractor, 3, all, 1), augmented(extractor, 3, all, 2));
}

TEST(Augmentation, shifts_by_whole_samples_and_stays_inside_the_labelled_run) {
  const WindowSet set = ramp();  // walking is 10 .. 209, windows start at 10 and 74
  const FeatureExtractor extractor(set, config_of(FrontEnd::Raw));
  float least = 1e9f, most = -1e9f;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const std::vector<float> rows = augmented(extractor, 1, {.shift = 20}, seed);
    ASSERT_EQ(rows[0], std::round(rows[0]));
    for (std::size_t i = 0; i < kLength; ++i) {
      ASSERT_EQ(rows[i * 6], rows[0] + static_cast<float>(i));
    }
    least = std::min(least, rows[0]);
    most = std::max(most, rows[0]);
  }
  EXPECT_EQ(least, 54.0f);  // 74 - 20
  EXPECT_EQ(most, 82.0f);   // not 94: the run ends at 210
}

TEST(Augmentation, warps_time_about_the_middle_by_linear_interpolation) {
  const WindowSet set = ramp(400);  // window 2 starts at 138, far from both ends
  const FeatureExtractor extractor(set, config_of(FrontEnd::Raw));
  double shortest = 1e9, longest = 0.0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const std::vector<float> rows = augmented(extractor, 2, {.time_warp = 0.1}, seed);
    const double span = rows[127 * 6] - rows[0];
    EXPECT_NEAR(0.5 * (rows[127 * 6] + rows[0]), 138.0 + 63.5, 1e-3);
    EXPECT_NEAR(rows[64 * 6] - rows[0], span * 64.0 / 127.0, 1e-3);
    shortest = std::min(shortest, span);
    longest = std::max(longest, span);
  }
  EXPECT_NEAR(shortest, 127 * 0.9, 0.1);
  EXPECT_NEAR(longest, 127 * 1.1, 0.1);
}

TEST(Augmentation, never_reads_outside_a_run_too_short_for_warp_or_shift) {
  for (const std::size_t walking : {128u, 130u, 140u}) {
    const WindowSet set = ramp(walking);
    const FeatureExtractor extractor(set, config_of(FrontEnd::Raw));
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
      const std::vector<float> rows =
          augmented(extractor, 0, {.time_warp = 0.3, .shift = 50}, seed);
      ASSERT_GE(*std::min_element(rows.begin(), rows.end()), 10.0f);
      ASSERT_LE(*std::max_element(rows.begin(), rows.end()), static_cast<float>(9 + walking));
    }
  }
}

// The control: the recursion itself, run with another past in front of the segment.
TEST(Augmentation, splices_as_if_the_recording_had_gone_on_from_another_moment) {
  WindowSet set = ramp();
  Track& track = set.tracks[0];
  for (std::size_t i = 0; i < track.samples.size(); ++i) {
    const float swing = i < 10 ? 0.0f : 0.3f;
    for (std::size_t c = 0; c < 6; ++c) {
      track.samples[i][c] = (c == 0 ? 9.8f : 0.0f) + swing * std::sin(0.1f * static_cast<float>(i));
    }
  }
  const FrontEndConfig config = config_of(FrontEnd::GravitySplitLevels);
  const FeatureExtractor extractor(set, config);
  const std::vector<LowPassed> low = low_passed(set, config)[0];
  const std::size_t begin = set.windows[0].segment_first;  // 10, also the window's first sample
  const double keep = std::exp(-2.0 * M_PI * 0.3 / 50.0);
  const std::vector<float> plain_rows = plain(extractor, 0);
  bool differed = false;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<float> rows = augmented(extractor, 0, {.splice = true}, seed);
    const float moved = rows[3] - plain_rows[3];  // gravity x at the window's first row
    differed = differed || std::abs(moved) > 1e-3f;
    EXPECT_TRUE(std::ranges::any_of(low, [&](const LowPassed& other) {
      return std::abs(other[0] - low[begin][0] - moved) < 1e-5f;
    })) << "not the state of any moment";
    for (const std::size_t i : {30u, 100u}) {
      EXPECT_NEAR(rows[i * 15 + 3] - plain_rows[i * 15 + 3],
                  moved * std::pow(keep, static_cast<double>(i)), 1e-5);
    }
  }
  EXPECT_TRUE(differed);
}

TEST(Augmentation, cuts_one_piece_out_of_at_most_the_wanted_length) {
  const WindowSet set = ramp();  // every value is above 0
  const FeatureExtractor extractor(set, config_of(FrontEnd::Raw));
  std::size_t longest = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const std::vector<float> rows = augmented(extractor, 0, {.cutout = 16}, seed);
    std::size_t zeros = 0, pieces = 0;
    for (std::size_t i = 0; i < kLength; ++i) {
      const bool zero = rows[i * 6] == 0.0f;
      zeros += zero ? 1 : 0;
      if (zero && (i == 0 || rows[(i - 1) * 6] != 0.0f)) ++pieces;
    }
    ASSERT_LE(pieces, 1u);
    longest = std::max(longest, zeros);
  }
  EXPECT_EQ(longest, 16u);
}

TEST(Augmentation, rotates_both_sensors_and_their_low_passes_by_one_rotation) {
  // Acceleration and rotation rate are parallel, so they stay parallel; lengths are kept.
  const WindowSet set = constant({1.0f, 2.0f, 2.0f, 0.5f, 1.0f, 1.0f});
  const FeatureExtractor extractor(set, config_of(FrontEnd::GravitySplit));
  double squares = 0.0;
  constexpr int kDraws = 4000;
  for (int seed = 0; seed < kDraws; ++seed) {
    const std::vector<float> row = augmented(extractor, 0, {.rotation_rad = 0.17}, seed);
    EXPECT_NEAR(norm(row.data()), 0.0, 1e-5);  // body acceleration of a constant: none
    EXPECT_NEAR(norm(row.data() + 3), 3.0, 1e-5);
    EXPECT_NEAR(norm(row.data() + 6), 0.0, 1e-4);
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(row[9 + c], 0.5 * row[3 + c], 1e-5);
    const double cosine = (row[3] + 2.0 * row[4] + 2.0 * row[5]) / 9.0;
    squares += 2.0 * (1.0 - cosine);  // squared angle of the vector, for small angles
  }
  // Two of the three components of the rotation vector turn a given vector.
  EXPECT_NEAR(std::sqrt(squares / kDraws / 2.0), 0.17, 0.01);
}

TEST(Augmentation, scales_a_channel_and_its_low_pass_alike) {
  const WindowSet set = constant({1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f});
  const FeatureExtractor extractor(set, config_of(FrontEnd::GravitySplit));
  std::vector<double> squares(6, 0.0);
  constexpr int kDraws = 4000;
  for (int seed = 0; seed < kDraws; ++seed) {
    const std::vector<float> row = augmented(extractor, 0, {.gain = 0.05}, seed);
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(row[c], 0.0, 1e-5);
      squares[c] += std::pow(row[3 + c] / static_cast<double>(c + 1) - 1.0, 2);
      squares[3 + c] += std::pow(row[9 + c] / static_cast<double>(c + 4) - 1.0, 2);
    }
  }
  for (const double sum : squares) EXPECT_NEAR(std::sqrt(sum / kDraws), 0.05, 0.005);
}

TEST(Augmentation, adds_noise_of_the_given_deviation_to_the_raw_signal_only) {
  const WindowSet set = constant({1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f});
  const FeatureExtractor extractor(set, config_of(FrontEnd::GravitySplit));
  double sum = 0.0, acceleration = 0.0, rotation = 0.0;
  constexpr int kDraws = 200;
  for (int seed = 0; seed < kDraws; ++seed) {
    const std::vector<float> rows = augmented(
        extractor, 0, {.acceleration_noise_mps2 = 0.07, .rotation_noise_rps = 0.02}, seed);
    for (std::size_t i = 0; i < kLength; ++i) {
      const float* row = rows.data() + i * 12;
      for (std::size_t c = 0; c < 3; ++c) {
        ASSERT_NEAR(row[3 + c], static_cast<double>(c + 1), 1e-5);  // the low pass is untouched
        sum += row[c];
        acceleration += row[c] * static_cast<double>(row[c]);
        rotation += std::pow(row[9 + c] - static_cast<double>(c + 4), 2);
      }
    }
  }
  const double count = 3.0 * kLength * kDraws;
  EXPECT_NEAR(sum / count, 0.0, 0.001);
  EXPECT_NEAR(std::sqrt(acceleration / count), 0.07, 0.001);
  EXPECT_NEAR(std::sqrt(rotation / count), 0.02, 0.0003);
}

}  // namespace
}  // namespace ambulo::windows
