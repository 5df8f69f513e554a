// SPDX-License-Identifier: Apache-2.0
// The real data sets, against counts that were measured independently of this code.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "toolchain/recordings/import.h"
#include "toolchain/recordings/inspect.h"

namespace ambulo::recordings {
namespace {

std::filesystem::path data_file(const char* name) {
  const char* folder = std::getenv("AMBULO_DATA_DIR");
  return folder != nullptr ? std::filesystem::path(folder) / name : std::filesystem::path();
}

struct Totals {
  std::set<std::string> subjects;
  std::size_t samples = 0, labelled = 0, segments = 0, not_finite = 0;
  std::map<std::string, std::size_t> samples_by_activity;
};

Totals totals_of(const RecordingSet& set) {
  Totals totals;
  for (const Recording& recording : set.recordings) {
    totals.subjects.insert(recording.subject);
    totals.samples += recording.samples.size();
    totals.segments += recording.segments.size();
    for (const Segment& segment : recording.segments) {
      totals.labelled += segment.end - segment.first;
      totals.samples_by_activity[segment.activity] += segment.end - segment.first;
    }
    for (const Sample& sample : recording.samples) {
      for (const float value : sample) totals.not_finite += std::isfinite(value) ? 0 : 1;
    }
  }
  return totals;
}

TEST(RecordingsData, hapt_is_imported_whole_from_its_archive) {
  const auto archive = data_file("hapt.tar.xz");
  if (!std::filesystem::exists(archive)) GTEST_SKIP() << "set AMBULO_DATA_DIR to run this test";
  const RecordingSet set = import_recordings(archive);
  EXPECT_EQ(set.data_set, "hapt");
  EXPECT_TRUE(set.quarantined.empty());
  EXPECT_EQ(set.recordings.size(), 61u);
  EXPECT_EQ(set.recordings.front().id, "exp01_user01");
  EXPECT_EQ(set.recordings.back().subject, "30");
  const Totals totals = totals_of(set);
  EXPECT_EQ(totals.subjects.size(), 30u);
  EXPECT_EQ(totals.samples, 1122772u);
  EXPECT_EQ(totals.labelled, 815614u);
  EXPECT_EQ(totals.segments, 1214u);
  EXPECT_EQ(totals.not_finite, 0u);
  const std::map<std::string, std::size_t> expected = {
      {"walking", 122091},     {"walking_upstairs", 116707}, {"walking_downstairs", 107961},
      {"sitting", 126677},     {"standing", 138105},         {"laying", 136865},
      {"stand_to_sit", 10316}, {"sit_to_stand", 8029},       {"sit_to_lie", 12428},
      {"lie_to_sit", 11150},   {"stand_to_lie", 14418},      {"lie_to_stand", 10867}};
  EXPECT_EQ(totals.samples_by_activity, expected);
  EXPECT_TRUE(inspect(set).problems.empty());
  const Sample& first = set.recordings.front().samples.front();
  EXPECT_FLOAT_EQ(first[0], static_cast<float>(0.9180555898766518 * 9.80665));
}

TEST(RecordingsData, motion_sense_is_imported_whole_from_its_archive) {
  const auto archive = data_file("motionsense.tar.xz");
  if (!std::filesystem::exists(archive)) GTEST_SKIP() << "set AMBULO_DATA_DIR to run this test";
  const RecordingSet set = import_recordings(archive);
  EXPECT_EQ(set.data_set, "motion_sense");
  EXPECT_TRUE(set.quarantined.empty());
  EXPECT_EQ(set.recordings.size(), 360u);
  const Totals totals = totals_of(set);
  EXPECT_EQ(totals.subjects.size(), 24u);
  EXPECT_EQ(totals.samples, 1412865u);
  EXPECT_EQ(totals.not_finite, 0u);
  const std::map<std::string, std::size_t> expected = {{"walking_downstairs", 131856},
                                                       {"walking_upstairs", 157285},
                                                       {"walking", 344288},
                                                       {"jogging", 134231},
                                                       {"sitting", 338778},
                                                       {"standing", 306427}};
  EXPECT_EQ(totals.samples_by_activity, expected);
  for (const Recording& recording : set.recordings) EXPECT_TRUE(recording.problems.empty());
  // The data set as published holds one recording twice.
  const Inspection inspection = inspect(set);
  ASSERT_EQ(inspection.problems.size(), 1u);
  EXPECT_EQ(inspection.problems[0].what, "the same samples as sit_5_sub_1");
  EXPECT_EQ(inspection.problems[0].where, "sit_13_sub_1");
}

TEST(RecordingsData, a_folder_of_several_archives_names_them) {
  const auto archive = data_file("hapt.tar.xz");
  if (!std::filesystem::exists(archive)) GTEST_SKIP() << "set AMBULO_DATA_DIR to run this test";
  try {
    import_recordings(archive.parent_path());
    FAIL() << "no error";
  } catch (const std::exception& error) {
    EXPECT_NE(std::string(error.what()).find("hapt.tar.xz"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace ambulo::recordings
