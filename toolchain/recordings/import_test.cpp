// SPDX-License-Identifier: Apache-2.0
// Folders, single files and sidecars; the formats themselves are tested beside their importers.
#include "toolchain/recordings/import.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "toolchain/core/progress.h"
#include "toolchain/recordings/testing.h"

namespace ambulo::recordings {
namespace {

using testing::expect_error;

constexpr std::string_view kCommon = R"(
acceleration = ["ax", "ay", "az"]
rotation = ["gx", "gy", "gz"]
acceleration_unit = "m/s2"
rotation_unit = "rad/s"
rate_hz = 50
)";

std::string table(int rows = 2) {
  std::string text = "ax,ay,az,gx,gy,gz\n";
  while (rows-- > 0) text += "9.8,0,0,0,0,0\n";
  return text;
}

class Import : public testing::TemporaryFolder {};

TEST_F(Import, sidecars_of_folders_and_files_are_joined_and_options_win) {
  write("set/ambulo.toml", std::string(kCommon) + "placement = \"waist\"\nsubject = \"0\"\n");
  write("set/p1/ambulo.toml", "subject = 1\n");
  write("set/p1/walk.csv", table());
  write("set/p1/walk.csv.toml", "activity = \"walking\"\nplacement = \"wrist\"\n");
  write("set/rest.csv", table());
  ImportOptions options;
  options.csv.data_set = "mine";
  const RecordingSet set = import_recordings(folder_ / "set", options);
  EXPECT_EQ(set.data_set, "mine");
  ASSERT_EQ(set.recordings.size(), 2u);
  EXPECT_EQ(set.recordings[0].id, "rest");
  EXPECT_EQ(set.recordings[0].subject, "0");
  EXPECT_EQ(set.recordings[0].placement, "waist");
  EXPECT_EQ(set.recordings[1].id, "p1/walk");
  EXPECT_EQ(set.recordings[1].subject, "1");
  EXPECT_EQ(set.recordings[1].placement, "wrist");
  EXPECT_EQ(set.recordings[1].segments.at(0).activity, "walking");
}

TEST_F(Import, one_file_uses_the_sidecars_beside_it) {
  write("ambulo.toml", kCommon);
  write("a.csv.toml", "subject = \"5\"\n");
  const auto file = write("a.csv", table());
  write("b.csv", table());
  const RecordingSet set = import_recordings(file);
  ASSERT_EQ(set.recordings.size(), 1u);
  EXPECT_EQ(set.recordings[0].id, "a");
  EXPECT_EQ(set.recordings[0].subject, "5");
}

TEST_F(Import, a_broken_file_is_quarantined_and_the_rest_goes_on) {
  write("ambulo.toml", kCommon);
  write("a.csv", table());
  const auto broken = write("b.csv", table() + "1,2,x,4,5,6\n");
  write("c.csv", table());
  write("c.csv.toml", "colour = \"red\"\n");
  const RecordingSet set = import_recordings(folder_);
  ASSERT_EQ(set.recordings.size(), 1u);
  EXPECT_EQ(set.recordings[0].id, "a");
  ASSERT_EQ(set.quarantined.size(), 2u);
  EXPECT_EQ(set.quarantined[0].path, broken.string());
  EXPECT_NE(set.quarantined[0].reason.find("b.csv, row 4, column 3"), std::string::npos);
  EXPECT_NE(set.quarantined[1].reason.find("unknown key 'colour'"), std::string::npos);
}

TEST_F(Import, a_broken_single_file_is_an_error) {
  write("ambulo.toml", kCommon);
  const auto broken = write("b.csv", table() + "1,2,x,4,5,6\n");
  expect_error(ErrorKind::BadInput, {"'x", "b.csv, row 4, column 3"},
               [&] { import_recordings(broken); });
}

TEST_F(Import, a_csv_file_without_a_sidecar_says_what_to_write) {
  const auto file = write("a.csv", table());
  expect_error(ErrorKind::BadInput, {"no 'acceleration'", "a.csv.toml", "--csv"},
               [&] { import_recordings(file); });
}

TEST_F(Import, missing_and_empty_paths_are_errors) {
  expect_error(ErrorKind::BadInput, {"no such file or folder", "nowhere"},
               [&] { import_recordings(folder_ / "nowhere"); });
  expect_error(ErrorKind::BadInput, {"the folder is empty", folder_.string()},
               [&] { import_recordings(folder_); });
  write("notes.md", "text");
  expect_error(ErrorKind::BadInput, {"holds no recordings"}, [&] { import_recordings(folder_); });
}

TEST_F(Import, unknown_formats_are_usage_errors) {
  ImportOptions options;
  options.format = "wav";
  expect_error(ErrorKind::Usage, {"unknown format 'wav'", "hapt, uci_har, motion_sense, csv"},
               [&] { import_recordings(folder_, options); });
}

TEST_F(Import, two_data_sets_below_one_path_are_asked_about) {
  write("a/acc_exp01_user01.txt", "1 0 0\n");
  write("a/gyro_exp01_user01.txt", "0 0 0\n");
  write("b/subject_train.txt", "1\n");
  expect_error(ErrorKind::BadInput, {"both hapt and uci_har", "--format"},
               [&] { import_recordings(folder_); });
  ImportOptions options;
  options.format = "hapt";
  EXPECT_EQ(import_recordings(folder_, options).recordings.size(), 1u);
}

TEST_F(Import, ctrl_c_ends_it) {
  write("ambulo.toml", kCommon);
  write("a.csv", table());
  set_interrupted(true);
  expect_error(ErrorKind::Interrupted, {"interrupted"}, [&] { import_recordings(folder_); });
  set_interrupted(false);
}

// Root may read everything, so the test becomes another user for a moment.
class AsNobody {
 public:
  AsNobody() : was_root_(::geteuid() == 0) {
    if (was_root_) changed_ = ::seteuid(65534) == 0;
  }
  ~AsNobody() {
    if (changed_ && ::seteuid(0) != 0) std::abort();
  }
  bool holds_permissions() const { return !was_root_ || changed_; }

 private:
  bool was_root_, changed_ = false;
};

TEST_F(Import, a_folder_without_permission_is_an_error_or_quarantined) {
  write("ambulo.toml", kCommon);
  write("open/a.csv", table());
  write("closed/b.csv", table());
  ::chmod((folder_ / "closed").c_str(), 0);
  const AsNobody nobody;
  if (!nobody.holds_permissions()) GTEST_SKIP() << "root here cannot become another user";
  expect_error(ErrorKind::BadInput, {"Permission denied", "closed"},
               [&] { import_recordings(folder_ / "closed"); });
  const RecordingSet set = import_recordings(folder_);
  EXPECT_EQ(set.recordings.size(), 1u);
  ASSERT_EQ(set.quarantined.size(), 1u);
  EXPECT_NE(set.quarantined[0].path.find("closed"), std::string::npos);
  EXPECT_NE(set.quarantined[0].reason.find("Permission denied"), std::string::npos);
}

}  // namespace
}  // namespace ambulo::recordings
