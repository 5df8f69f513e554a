// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include "toolchain/recordings/import.h"
#include "toolchain/recordings/testing.h"

namespace ambulo::recordings {
namespace {

using testing::expect_error;

constexpr std::array<const char*, 6> kSignals = {"total_acc_x", "total_acc_y", "total_acc_z",
                                                 "body_gyro_x", "body_gyro_y", "body_gyro_z"};

// Sample i of channel c in the long signal that the windows below are cut from.
double value(std::size_t i, std::size_t c) {
  return static_cast<double>((i * 7919 + c * 104729) % 2003) / 1000.0 - 1.0;
}

struct Window {
  int subject, activity;
  std::size_t first;
};

class UciHar : public testing::TemporaryFolder {
 protected:
  void write_part(const std::string& part, const std::vector<Window>& windows) const {
    const std::string folder = "UCI HAR Dataset/" + part + "/";
    std::string subjects, activities;
    for (const Window& w : windows) {
      subjects += std::to_string(w.subject) + "\n";
      activities += std::to_string(w.activity) + "\n";
    }
    write(folder + "subject_" + part + ".txt", subjects);
    write(folder + "y_" + part + ".txt", activities);
    for (std::size_t c = 0; c < kSignals.size(); ++c) {
      std::string rows;
      for (const Window& w : windows) {
        for (std::size_t i = 0; i < 128; ++i) {
          char cell[32];
          std::snprintf(cell, sizeof cell, " %15.7e", value(w.first + i, c));
          rows += cell;
        }
        rows += "\n";
      }
      write(folder + "Inertial Signals/" + kSignals[c] + "_" + part + ".txt", rows);
    }
  }
  void SetUp() override {
    TemporaryFolder::SetUp();
    write("UCI HAR Dataset/activity_labels.txt", "1 WALKING\n2 WALKING_UPSTAIRS\n5 STANDING\n");
    // Joined: 0-1-2. Then another activity, a jump in the signal, and another person.
    write_part("train",
               {{1, 5, 0}, {1, 5, 64}, {1, 5, 128}, {1, 1, 192}, {1, 1, 999}, {3, 1, 1063}});
    write_part("test", {{2, 2, 0}, {2, 2, 64}});
  }
};

TEST_F(UciHar, windows_that_overlap_to_the_bit_become_one_recording) {
  const RecordingSet set = import_recordings(folder_);
  EXPECT_EQ(set.data_set, "uci_har");
  EXPECT_TRUE(set.quarantined.empty());
  std::string found;
  for (const Recording& r : set.recordings) {
    ASSERT_EQ(r.segments.size(), 1u);
    EXPECT_EQ(r.segments[0].end, r.samples.size());
    EXPECT_EQ(r.time_s.size(), r.samples.size());
    found += r.id + " " + r.subject + " " + r.segments[0].activity + " " +
             std::to_string(r.samples.size()) + "\n";
  }
  EXPECT_EQ(found,
            "train_user01_run0001 1 standing 256\n"
            "train_user01_run0002 1 walking 128\n"
            "train_user01_run0003 1 walking 128\n"
            "test_user02_run0001 2 walking_upstairs 192\n"
            "train_user03_run0004 3 walking 128\n");
}

TEST_F(UciHar, cutting_again_gives_back_the_windows) {
  const RecordingSet set = import_recordings(folder_);
  const Recording& standing = set.recordings[0];
  for (std::size_t i = 0; i < 256; ++i) {
    for (std::size_t c = 0; c < 6; ++c) {
      const double expected = value(i, c) * (c < 3 ? 9.80665 : 1.0);
      EXPECT_NEAR(standing.samples[i][c], expected, 1e-5) << i << " " << c;
    }
  }
}

TEST_F(UciHar, a_part_whose_files_do_not_fit_is_quarantined) {
  write("UCI HAR Dataset/train/y_train.txt", "5\n5\n");
  const RecordingSet set = import_recordings(folder_);
  EXPECT_EQ(set.recordings.size(), 1u);
  ASSERT_EQ(set.quarantined.size(), 1u);
  EXPECT_NE(set.quarantined[0].reason.find("2 rows, but subject_train.txt has 6"),
            std::string::npos);
}

TEST_F(UciHar, an_unknown_activity_is_named_by_its_row) {
  write_part("train", {{1, 5, 0}, {1, 6, 64}});
  const RecordingSet set = import_recordings(folder_);
  ASSERT_EQ(set.quarantined.size(), 1u);
  EXPECT_NE(set.quarantined[0].reason.find("unknown activity 6: y_train.txt, row 2"),
            std::string::npos);
}

TEST_F(UciHar, label_files_without_signals_are_an_error_that_says_so) {
  std::filesystem::remove_all(folder_ / "UCI HAR Dataset/train/Inertial Signals");
  std::filesystem::remove_all(folder_ / "UCI HAR Dataset/test/Inertial Signals");
  expect_error(ErrorKind::BadInput, {"total_acc_x_train.txt", "Inertial Signals"},
               [&] { import_recordings(folder_); });
}

}  // namespace
}  // namespace ambulo::recordings
