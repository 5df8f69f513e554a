// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "toolchain/core/error.h"
#include "toolchain/core/random.h"
#include "toolchain/windows/hand_made.h"
#include "toolchain/windows/windows.h"

namespace ambulo::windows {
namespace {

using recordings::Recording;

// A recording with timestamps whose every channel is value(t).
template <typename Function>
Recording sampled(const std::vector<double>& time, Function value) {
  Recording recording;
  recording.id = "sampled";
  recording.has_timestamps = true;
  recording.time_s = time;
  for (const double t : time) {
    Sample sample;
    sample.fill(static_cast<float>(value(t)));
    recording.samples.push_back(sample);
  }
  return recording;
}

std::vector<double> uniform_times(double rate, double seconds, double start = 0.0) {
  std::vector<double> time;
  for (std::size_t i = 0; static_cast<double>(i) <= seconds * rate + 1e-9; ++i) {
    time.push_back(start + static_cast<double>(i) / rate);
  }
  return time;
}

// Without the two ends, where only half of the box holds signal.
double amplitude(const Track& track) {
  double most = 0.0;
  for (std::size_t i = 1; i + 1 < track.samples.size(); ++i) {
    most = std::max(most, std::abs(static_cast<double>(track.samples[i][0])));
  }
  return most;
}

TEST(Resample, passes_a_recording_without_timestamps_at_the_rate_bit_for_bit) {
  const Recording recording = hand_made::recording("7", "a", {{"walking", 300}, {"sitting", 90}});
  const Track track = resample(recording, 50.0, 0.1);
  EXPECT_EQ(track.samples, recording.samples);
  EXPECT_EQ(track.gap, std::vector<std::uint8_t>(recording.samples.size(), 0));
  ASSERT_EQ(track.segments.size(), 2u);
  EXPECT_EQ(track.segments[1].first, recording.segments[1].first);
  EXPECT_EQ(track.segments[1].end, recording.segments[1].end);
  EXPECT_EQ(track.subject, "7");
  EXPECT_EQ(track.recording, "a");
  EXPECT_EQ(track.placement, "waist");
}

TEST(Resample, keeps_a_straight_line_straight_whatever_the_jitter) {
  Random random(1);
  std::vector<double> time = {5.0};
  while (time.back() < 15.0) time.push_back(time.back() + random.uniform(0.001, 0.04));
  const Track track = resample(sampled(time, [](double t) { return 3.0 * t - 1.0; }), 50.0, 0.1);
  EXPECT_EQ(track.start_s, 5.0);
  EXPECT_EQ(track.samples.size(), static_cast<std::size_t>((time.back() - 5.0) * 50.0) + 1);
  for (std::size_t i = 0; i < track.samples.size(); ++i) {
    ASSERT_NEAR(track.samples[i][2], 3.0 * (5.0 + static_cast<double>(i) / 50.0) - 1.0, 1e-5);
  }
}

TEST(Resample, brings_26_hz_to_50_hz_and_keeps_a_motion_of_1_hz) {
  const auto motion = [](double t) { return std::sin(2.0 * std::numbers::pi * t); };
  const Track track = resample(sampled(uniform_times(26.0, 10.0), motion), 50.0, 0.1);
  EXPECT_EQ(track.samples.size(), 501u);
  for (std::size_t i = 0; i < track.samples.size(); ++i) {
    ASSERT_NEAR(track.samples[i][0], motion(static_cast<double>(i) / 50.0), 0.01);
  }
}

TEST(Resample, masks_the_inside_of_a_long_pause_and_not_its_edges) {
  std::vector<double> time = uniform_times(50.0, 1.0);
  for (const double t : uniform_times(50.0, 1.0, 1.2)) time.push_back(t);
  const Track track = resample(sampled(time, [](double t) { return t; }), 50.0, 0.1);
  ASSERT_EQ(track.samples.size(), 111u);
  for (std::size_t i = 0; i < track.gap.size(); ++i) {
    EXPECT_EQ(track.gap[i] != 0, i > 50 && i < 60) << i;
  }
  const Track patient = resample(sampled(time, [](double t) { return t; }), 50.0, 0.25);
  EXPECT_EQ(std::count(patient.gap.begin(), patient.gap.end(), 1), 0);
}

TEST(Resample, maps_segments_to_the_grid_points_between_their_first_and_last_time) {
  Recording recording = sampled(uniform_times(40.0, 10.0), [](double t) { return t; });
  recording.segments = {{0, 81, "walking"}, {81, 83, "sitting"}, {83, 401, "laying"}};
  const Track track = resample(recording, 50.0, 0.1);
  // 0 .. 2.000 s; 2.025 .. 2.050 s; 2.075 .. 10.000 s
  ASSERT_EQ(track.segments.size(), 3u);
  EXPECT_EQ(track.segments[0].first, 0u);
  EXPECT_EQ(track.segments[0].end, 101u);
  EXPECT_EQ(track.segments[1].first, 102u);
  EXPECT_EQ(track.segments[1].end, 103u);
  EXPECT_EQ(track.segments[2].first, 104u);
  EXPECT_EQ(track.segments[2].end, 501u);
}

TEST(Resample, drops_a_segment_that_falls_between_two_grid_points) {
  Recording recording = sampled(uniform_times(200.0, 1.0), [](double t) { return t; });
  recording.segments = {{1, 3, "walking"}};
  EXPECT_TRUE(resample(recording, 50.0, 0.1).segments.empty());
}

TEST(Resample, does_not_fold_fast_vibration_of_a_200_hz_source_into_slow_motion) {
  // Points of a 48 Hz vibration read at 50 Hz look like a motion of 2 Hz at full strength.
  const auto sine = [](double hz) {
    return [hz](double t) { return std::sin(2.0 * std::numbers::pi * hz * t + 0.3); };
  };
  EXPECT_LT(amplitude(resample(sampled(uniform_times(200.0, 4.0), sine(48.0)), 50.0, 0.1)), 0.1);
  EXPECT_LT(amplitude(resample(sampled(uniform_times(100.0, 4.0), sine(48.0)), 50.0, 0.1)), 0.1);
  EXPECT_GT(amplitude(resample(sampled(uniform_times(200.0, 4.0), sine(2.0)), 50.0, 0.1)), 0.98);
}

TEST(Resample, keeps_recordings_of_no_and_of_one_sample) {
  EXPECT_TRUE(resample(sampled({}, [](double) { return 0.0; }), 50.0, 0.1).samples.empty());
  EXPECT_EQ(resample(sampled({3.0}, [](double) { return 1.0; }), 50.0, 0.1).samples.size(), 1u);
}

TEST(Resample, refuses_a_rate_that_is_not_positive) {
  const Recording recording = sampled(uniform_times(50.0, 1.0), [](double t) { return t; });
  EXPECT_THROW(resample(recording, 0.0, 0.1), Error);
  EXPECT_THROW(resample(recording, std::nan(""), 0.1), Error);
}

}  // namespace
}  // namespace ambulo::windows
