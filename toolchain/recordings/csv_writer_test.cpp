// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/csv_writer.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "toolchain/core/random.h"
#include "toolchain/recordings/import.h"
#include "toolchain/recordings/testing.h"

namespace ambulo::recordings {
namespace {

using testing::expect_error;

class CsvWriter : public testing::TemporaryFolder {};

Recording made(bool has_timestamps) {
  Recording recording;
  recording.data_set = "simulation";
  recording.id = "subject_3";
  recording.subject = "3";
  recording.placement = "waist";
  recording.synthetic = true;
  recording.nominal_rate_hz = 50.0;
  recording.has_timestamps = has_timestamps;
  Random random(11);
  for (std::size_t i = 0; i < 20000; ++i) {
    const double time_s = static_cast<double>(i) / 50.0;
    recording.time_s.push_back(has_timestamps ? time_s + random.uniform(-0.009, 0.009) : time_s);
    Sample sample;
    // All magnitudes down to a millionth, and both signs.
    for (float& value : sample) {
      value = static_cast<float>(random.normal() * std::pow(10.0, random.uniform(-6.0, 0.5)));
    }
    sample[0] += 9.8f;
    recording.samples.push_back(sample);
  }
  recording.samples[7][4] = -0.0f;
  recording.segments = {{0, 100, "walking"}, {100, 150, "sitting"}, {200, 20000, "sit_to_stand"}};
  return recording;
}

TEST_F(CsvWriter, what_was_written_is_imported_equal_to_the_bit) {
  for (const bool has_timestamps : {true, false}) {
    const Recording original = made(has_timestamps);
    const RecordingSet set = import_recordings(write_csv(original, folder_));
    ASSERT_EQ(set.recordings.size(), 1u);
    const Recording& back = set.recordings[0];
    ASSERT_EQ(back.samples.size(), original.samples.size());
    for (std::size_t i = 0; i < back.samples.size(); ++i) {
      for (std::size_t c = 0; c < kChannels; ++c) {
        ASSERT_EQ(std::bit_cast<std::uint32_t>(back.samples[i][c]),
                  std::bit_cast<std::uint32_t>(original.samples[i][c]))
            << i << " " << c;
      }
    }
    EXPECT_EQ(back.time_s, original.time_s);
    EXPECT_EQ(back.has_timestamps, has_timestamps);
    EXPECT_EQ(back.id, "subject_3");
    EXPECT_EQ(back.subject, "3");
    EXPECT_EQ(back.placement, "waist");
    EXPECT_EQ(back.data_set, "simulation");
    EXPECT_EQ(set.data_set, "simulation");
    EXPECT_TRUE(back.synthetic);
    EXPECT_EQ(back.nominal_rate_hz, 50.0);
    ASSERT_EQ(back.segments.size(), 3u);
    EXPECT_EQ(back.segments[2].first, 200u);
    EXPECT_EQ(back.segments[2].end, 20000u);
    EXPECT_EQ(back.segments[2].activity, "sit_to_stand");
    EXPECT_TRUE(back.problems.empty());
  }
}

TEST_F(CsvWriter, the_sidecar_says_that_a_recording_is_synthetic) {
  const std::string sidecar = read_text(write_csv(made(true), folder_).string() + ".toml");
  EXPECT_NE(sidecar.find("# SYNTHETIC"), std::string::npos);
  EXPECT_NE(sidecar.find("synthetic = true"), std::string::npos);
  Recording real = made(true);
  real.synthetic = false;
  EXPECT_EQ(read_text(write_csv(real, folder_).string() + ".toml").find("ynthetic"),
            std::string::npos);
}

TEST_F(CsvWriter, ids_may_name_folders_below_but_never_above) {
  Recording recording = made(true);
  recording.id = "person 3/walk";
  EXPECT_EQ(write_csv(recording, folder_), folder_ / "person 3/walk.csv");
  for (const char* id : {"../up", "a/../../up", "/root", ""}) {
    recording.id = id;
    expect_error(ErrorKind::BadInput, {"no file name"}, [&] { write_csv(recording, folder_); });
  }
}

}  // namespace
}  // namespace ambulo::recordings
