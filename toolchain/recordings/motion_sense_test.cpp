// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "toolchain/recordings/import.h"
#include "toolchain/recordings/testing.h"

namespace ambulo::recordings {
namespace {

using testing::expect_error;

const std::string kHeader =
    ",attitude.roll,attitude.pitch,attitude.yaw,gravity.x,gravity.y,gravity.z,rotationRate.x,"
    "rotationRate.y,rotationRate.z,userAcceleration.x,userAcceleration.y,userAcceleration.z\n";

std::string row(int number) {
  return std::to_string(number) + ",1,2,3,0,0.75,-0.25,0.1,0.2,0.3,0.5,0.25,0\n";
}

class MotionSense : public testing::TemporaryFolder {
 protected:
  void SetUp() override {
    TemporaryFolder::SetUp();
    write("A_DeviceMotion_data/wlk_7/sub_10.csv", kHeader + row(0) + row(1));
    write("A_DeviceMotion_data/jog_16/sub_2.csv", kHeader + row(0) + row(1) + row(2));
  }
};

TEST_F(MotionSense, gravity_and_user_acceleration_add_up_in_the_android_sign) {
  const RecordingSet set = import_recordings(folder_);
  EXPECT_EQ(set.data_set, "motion_sense");
  ASSERT_EQ(set.recordings.size(), 2u);
  const Recording& jog = set.recordings[0];
  EXPECT_EQ(jog.subject, "2");
  EXPECT_EQ(jog.id, "jog_16_sub_2");
  EXPECT_EQ(jog.placement, "front_pocket");
  EXPECT_FLOAT_EQ(jog.samples[0][0], -0.5f * 9.80665f);
  EXPECT_FLOAT_EQ(jog.samples[0][1], -9.80665f);
  EXPECT_FLOAT_EQ(jog.samples[0][2], 0.25f * 9.80665f);
  EXPECT_FLOAT_EQ(jog.samples[0][4], 0.2f);
  EXPECT_FALSE(jog.has_timestamps);
  ASSERT_EQ(jog.segments.size(), 1u);
  EXPECT_EQ(jog.segments[0].end, 3u);
  EXPECT_EQ(jog.segments[0].activity, "jogging");
  EXPECT_EQ(set.recordings[1].segments[0].activity, "walking");
}

TEST_F(MotionSense, one_file_is_recognised_and_labelled_by_its_folder) {
  const RecordingSet set = import_recordings(folder_ / "A_DeviceMotion_data/wlk_7/sub_10.csv");
  EXPECT_EQ(set.data_set, "motion_sense");
  ASSERT_EQ(set.recordings.size(), 1u);
  EXPECT_EQ(set.recordings[0].subject, "10");
  ASSERT_EQ(set.recordings[0].segments.size(), 1u);
  EXPECT_EQ(set.recordings[0].segments[0].activity, "walking");
}

TEST_F(MotionSense, one_file_elsewhere_is_unlabelled) {
  const auto file = write("my_walk.csv", kHeader + row(0) + row(1));
  const RecordingSet set = import_recordings(file);
  ASSERT_EQ(set.recordings.size(), 1u);
  EXPECT_EQ(set.recordings[0].id, "my_walk");
  EXPECT_EQ(set.recordings[0].subject, "");
  EXPECT_TRUE(set.recordings[0].segments.empty());
}

TEST_F(MotionSense, missing_rows_are_noted_and_leave_a_gap_in_time) {
  write("A_DeviceMotion_data/jog_16/sub_2.csv", kHeader + row(0) + row(1) + row(5));
  const RecordingSet set = import_recordings(folder_);
  const Recording& jog = set.recordings[0];
  ASSERT_EQ(jog.problems.size(), 1u);
  EXPECT_EQ(jog.problems[0].what, "3 rows are missing");
  EXPECT_NE(jog.problems[0].where.find("row 4"), std::string::npos);
  EXPECT_TRUE(jog.has_timestamps);
  EXPECT_DOUBLE_EQ(jog.time_s[2], 0.1);
}

TEST_F(MotionSense, a_broken_file_is_quarantined_and_the_rest_goes_on) {
  write("A_DeviceMotion_data/jog_16/sub_2.csv", kHeader + row(0) + row(0));
  const RecordingSet set = import_recordings(folder_);
  EXPECT_EQ(set.recordings.size(), 1u);
  ASSERT_EQ(set.quarantined.size(), 1u);
  EXPECT_NE(set.quarantined[0].reason.find("row numbers run backwards"), std::string::npos);
}

TEST_F(MotionSense, parts_b_and_c_beside_part_a_are_ignored) {
  write("B_Accelerometer_data/wlk_7/sub_10.csv", ",x,y,z\n0,1,2,3\n");
  EXPECT_EQ(import_recordings(folder_).recordings.size(), 2u);
  expect_error(ErrorKind::BadInput, {"CSV format is not known"},
               [&] { import_recordings(folder_ / "B_Accelerometer_data"); });
}

}  // namespace
}  // namespace ambulo::recordings
