// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "toolchain/recordings/import.h"
#include "toolchain/recordings/testing.h"

namespace ambulo::recordings {
namespace {

using testing::expect_error;

std::string rows(std::size_t count, const std::string& row = "0.5 -1 0.25\n") {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += row;
  return text;
}

class Hapt : public testing::TemporaryFolder {
 protected:
  void write_experiment(const std::string& name, std::size_t samples) const {
    write("deep/HAPT/RawData/acc_" + name + ".txt", rows(samples));
    write("deep/HAPT/RawData/gyro_" + name + ".txt", rows(samples, "0.1 0.2 0.3\n"));
  }
  void write_labels(const std::string& text) const { write("deep/HAPT/RawData/labels.txt", text); }

  // Two whole experiments, of which the first gets broken.
  void SetUp() override {
    TemporaryFolder::SetUp();
    write_experiment("exp01_user01", 10);
    write_experiment("exp02_user10", 8);
    write_labels("1 1 5 2 4\n1 1 7 5 6\n2 10 1 1 8\n");
  }
  void expect_first_quarantined(std::string_view reason) const {
    const RecordingSet set = import_recordings(folder_);
    ASSERT_EQ(set.recordings.size(), 1u);
    EXPECT_EQ(set.recordings[0].id, "exp02_user10");
    ASSERT_EQ(set.quarantined.size(), 1u);
    EXPECT_NE(set.quarantined[0].path.find("exp01_user01"), std::string::npos);
    EXPECT_NE(set.quarantined[0].reason.find(reason), std::string::npos)
        << set.quarantined[0].reason;
  }
};

TEST_F(Hapt, experiments_are_read_at_any_depth_in_si_units) {
  const RecordingSet set = import_recordings(folder_);
  EXPECT_EQ(set.data_set, "hapt");
  ASSERT_EQ(set.recordings.size(), 2u);
  const Recording& first = set.recordings[0];
  EXPECT_EQ(first.id, "exp01_user01");
  EXPECT_EQ(first.subject, "1");
  EXPECT_EQ(first.placement, "waist");
  ASSERT_EQ(first.samples.size(), 10u);
  EXPECT_FLOAT_EQ(first.samples[9][0], 0.5f * 9.80665f);
  EXPECT_FLOAT_EQ(first.samples[9][1], -9.80665f);
  EXPECT_FLOAT_EQ(first.samples[9][5], 0.3f);
  EXPECT_DOUBLE_EQ(first.time_s[9], 0.18);
  ASSERT_EQ(first.segments.size(), 2u);
  EXPECT_EQ(first.segments[0].first, 1u);  // counted from 1, both ends included
  EXPECT_EQ(first.segments[0].end, 4u);
  EXPECT_EQ(first.segments[0].activity, "standing");
  EXPECT_EQ(first.segments[1].activity, "stand_to_sit");
  EXPECT_EQ(set.bytes_read, 18 * 24u);
}

TEST_F(Hapt, acc_and_gyro_of_different_length_are_quarantined) {
  write("deep/HAPT/RawData/gyro_exp01_user01.txt", rows(9));
  expect_first_quarantined("acc has 10 rows, gyro 9");
  write("deep/HAPT/RawData/gyro_exp01_user01.txt", rows(11));
  expect_first_quarantined("acc has 10 rows, gyro 11");
}

TEST_F(Hapt, text_and_nan_in_a_file_quarantine_it_by_row) {
  write("deep/HAPT/RawData/acc_exp01_user01.txt", rows(3) + "0.5 oops 0.2\n" + rows(6));
  expect_first_quarantined("row 4, column 2");
  write("deep/HAPT/RawData/acc_exp01_user01.txt", rows(9) + "0.5 0.1 nan\n");
  expect_first_quarantined("'nan' is not finite");
}

TEST_F(Hapt, a_missing_gyro_file_quarantines_the_experiment) {
  std::filesystem::remove(folder_ / "deep/HAPT/RawData/gyro_exp01_user01.txt");
  expect_first_quarantined("gyro file beside it is missing");
}

TEST_F(Hapt, labels_that_do_not_fit_quarantine_their_experiment) {
  write_labels("1 1 13 2 4\n2 10 1 1 8\n");
  expect_first_quarantined("unknown activity 13");
  write_labels("2 10 1 1 8\n1 1 5 2 11\n");
  expect_first_quarantined("samples 2 to 11 are not in the recording, which has 10");
  write_labels("1 1 5 1 4\n1 1 4 4 6\n2 10 1 1 8\n");
  expect_first_quarantined("labels overlap at sample 4");
}

TEST_F(Hapt, an_experiment_that_only_the_labels_name_is_reported) {
  write_labels("1 1 5 2 4\n2 10 1 1 8\n3 11 1 1 8\n");
  const RecordingSet set = import_recordings(folder_);
  EXPECT_EQ(set.recordings.size(), 2u);
  ASSERT_EQ(set.quarantined.size(), 1u);
  EXPECT_NE(set.quarantined[0].path.find("acc_exp03_user11.txt"), std::string::npos);
}

TEST_F(Hapt, broken_labels_are_an_error_for_the_whole_set) {
  write_labels("1 1 five 2 4\n");
  expect_error(ErrorKind::BadInput, {"'five' is not a number", "labels.txt, row 1, column 3"},
               [&] { import_recordings(folder_); });
}

TEST_F(Hapt, when_every_experiment_is_broken_the_first_reason_is_thrown) {
  write("deep/HAPT/RawData/acc_exp01_user01.txt", "x");
  write("deep/HAPT/RawData/acc_exp02_user10.txt", "");
  expect_error(ErrorKind::BadInput, {"'x' is not a number", "acc_exp01_user01.txt, row 1"},
               [&] { import_recordings(folder_); });
}

TEST_F(Hapt, two_copies_below_one_path_are_refused) {
  write("copy/RawData/acc_exp01_user01.txt", rows(4));
  expect_error(ErrorKind::BadInput, {"HAPT is there twice", "copy/RawData"},
               [&] { import_recordings(folder_); });
}

}  // namespace
}  // namespace ambulo::recordings
