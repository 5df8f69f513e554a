// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/inspect.h"

#include <gtest/gtest.h>

#include <cmath>

#include "toolchain/core/random.h"
#include "toolchain/recordings/turning.h"

namespace ambulo::recordings {
namespace {

constexpr double kRateHz = 50.0;

// A device that turns to and fro about its y axis, with a little noise: gravity moves between x
// and z as the gyroscope says. 20 s.
Recording turning(const std::string& id, double rotation_sign = 1.0, std::uint64_t seed = 5) {
  Recording recording;
  recording.data_set = "made";
  recording.id = id;
  recording.subject = id.substr(0, 1);
  recording.placement = "waist";
  recording.nominal_rate_hz = kRateHz;
  recording.has_timestamps = true;
  Random random(seed);
  for (std::size_t i = 0; i < 1000; ++i) {
    const double t = static_cast<double>(i) / kRateHz;
    const double angle = std::sin(0.8 * t), rate = 0.8 * std::cos(0.8 * t);
    const auto noise = [&random] { return 0.01 * random.normal(); };
    recording.time_s.push_back(t);
    // World up seen from a device turned by angle about y: (-sin, 0, cos).
    recording.samples.push_back(
        {static_cast<float>(-9.81 * std::sin(angle) + noise()), static_cast<float>(noise()),
         static_cast<float>(9.81 * std::cos(angle) + noise()), static_cast<float>(noise()),
         static_cast<float>(rotation_sign * rate + noise()), static_cast<float>(noise())});
  }
  recording.segments = {{0, 500, "walking"}, {600, 1000, "sitting"}};
  return recording;
}

RecordingSet set_of(std::vector<Recording> recordings) {
  RecordingSet set;
  set.data_set = "made";
  set.recordings = std::move(recordings);
  return set;
}

bool has_problem(const Inspection& inspection, std::string_view what) {
  for (const Problem& problem : inspection.problems) {
    if (problem.what.find(what) != std::string::npos) return true;
  }
  return false;
}

TEST(Inspect, sound_recordings_are_counted_and_have_no_problem) {
  const Inspection inspection =
      inspect(set_of({turning("1a", 1.0, 1), turning("1b", 1.0, 2), turning("2a", 1.0, 3)}));
  EXPECT_EQ(inspection.subjects, (std::vector<std::string>{"1", "2"}));
  EXPECT_NEAR(inspection.seconds, 60.0, 1e-6);
  EXPECT_NEAR(inspection.seconds_by_activity.at("walking"), 30.0, 1e-6);
  EXPECT_NEAR(inspection.seconds_by_activity.at("sitting"), 24.0, 1e-6);
  EXPECT_NEAR(inspection.labelled_seconds, 54.0, 1e-6);
  EXPECT_EQ(inspection.placements.at("waist"), 3u);
  const RecordingInspection& first = inspection.recordings[0];
  EXPECT_NEAR(first.measured_rate_hz, 50.0, 1e-6);
  EXPECT_NEAR(first.step_p95_s, 0.02, 1e-9);
  EXPECT_NEAR(first.mean_acceleration_mps2, 9.81, 0.01);
  EXPECT_EQ(first.gaps, 0u);
  EXPECT_TRUE(inspection.problems.empty()) << inspection.problems[0].what;
}

TEST(Inspect, gaps_and_a_rate_other_than_declared_are_found) {
  Recording recording = turning("1a");
  for (std::size_t i = 300; i < recording.time_s.size(); ++i) recording.time_s[i] += 2.5;
  recording.nominal_rate_hz = 100.0;
  const Inspection inspection = inspect(set_of({recording}));
  EXPECT_EQ(inspection.recordings[0].gaps, 1u);
  EXPECT_NEAR(inspection.recordings[0].longest_gap_s, 2.52, 1e-6);
  EXPECT_TRUE(has_problem(inspection, "1 gaps above 0.1 s, the longest 2.52 s"));
  EXPECT_TRUE(has_problem(inspection, "measured rate 50.00 Hz, declared 100.00 Hz"));
}

TEST(Inspect, a_stuck_and_a_saturated_sensor_are_found) {
  Recording recording = turning("1a");
  for (std::size_t i = 100; i < 200; ++i) recording.samples[i][5] = 0.25f;
  for (Sample& sample : recording.samples) sample[0] = std::clamp(sample[0], -6.0f, 6.0f);
  const Inspection inspection = inspect(set_of({recording}));
  EXPECT_NEAR(inspection.recordings[0].channels[5].longest_constant_s, 1.98, 1e-6);
  EXPECT_TRUE(has_problem(inspection, "rotation z constant for 2.0 s"));
  EXPECT_GT(inspection.recordings[0].channels[0].saturated, 100u);
  EXPECT_TRUE(has_problem(inspection, "acceleration x at the end of its scale (-6 to 6)"));
}

TEST(Inspect, a_gyroscope_with_the_wrong_sign_turns_against_the_acceleration) {
  EXPECT_GT(rotation_agreement(turning("1a")).value(), 0.9);
  EXPECT_LT(rotation_agreement(turning("1a", -1.0)).value(), -0.9);
  EXPECT_TRUE(has_problem(inspect(set_of({turning("1a", -1.0)})), "rotation turns against"));
  Recording still = turning("1a");
  for (Sample& sample : still.samples) sample = {0, 0, 9.81f, 0, 0, 0};
  EXPECT_FALSE(rotation_agreement(still).has_value());
}

TEST(Inspect, a_recording_that_is_there_twice_is_found) {
  const Inspection inspection = inspect(set_of({turning("1a"), turning("1b")}));
  ASSERT_EQ(inspection.problems.size(), 1u);
  EXPECT_EQ(inspection.problems[0].what, "the same samples as 1a");
  EXPECT_EQ(inspection.problems[0].where, "1b");
}

TEST(Inspect, json_has_the_stable_keys) {
  RecordingSet set = set_of({turning("1a")});
  set.recordings[0].problems.push_back({"3 rows are missing", "a.csv, row 7"});
  set.quarantined.push_back({"b.csv", "broken"});
  const nlohmann::ordered_json json = to_json(inspect(set));
  EXPECT_EQ(json["subjects"], nlohmann::ordered_json({"1"}));
  EXPECT_EQ(json["recordings"][0]["id"], "1a");
  EXPECT_NEAR(json["seconds_by_activity"]["walking"].get<double>(), 10.0, 1e-6);
  EXPECT_EQ(json["problems"][0]["what"], "3 rows are missing");
  EXPECT_EQ(json["quarantined"][0]["reason"], "broken");
}

TEST(Inspect, text_stays_within_100_columns_and_says_what_is_synthetic) {
  RecordingSet set =
      set_of({turning("1_a_very_long_name_of_a_recording_in/some/folder/far/below")});
  set.recordings[0].synthetic = true;
  for (int i = 0; i < 30; ++i)
    set.quarantined.push_back({std::string(150, 'p'), std::string(200, 'r')});
  const std::string text = to_text(inspect(set));
  EXPECT_NE(text.find("SYNTHETIC"), std::string::npos);
  EXPECT_NE(text.find("and 10 more"), std::string::npos);
  std::size_t column = 0;
  for (const char c : text) {
    column = c == '\n' ? 0 : column + 1;
    ASSERT_LE(column, 100u);
  }
}

TEST(Inspect, recordings_without_samples_and_labels_are_no_trouble) {
  Recording empty;
  empty.id = "empty";
  const Inspection inspection = inspect(set_of({empty}));
  EXPECT_EQ(inspection.seconds, 0.0);
  EXPECT_FALSE(to_text(inspection).empty());
}

}  // namespace
}  // namespace ambulo::recordings
