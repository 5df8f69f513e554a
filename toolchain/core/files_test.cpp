// SPDX-License-Identifier: Apache-2.0
#include "toolchain/core/files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "toolchain/core/error.h"

namespace ambulo {
namespace {

namespace fs = std::filesystem;

class FilesTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("ambulo_files_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(FilesTest, what_was_written_is_read_back_and_replaces_the_old_file) {
  write_file(folder_ / "a", "old");
  write_file(folder_ / "a", std::string_view("new\0bytes", 9));
  EXPECT_EQ(read_text(folder_ / "a"), std::string("new\0bytes", 9));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(FilesTest, a_missing_file_is_bad_input_that_names_it) {
  try {
    read_text(folder_ / "missing.csv");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_NE(std::string(error.what()).find("missing.csv"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("No such file"), std::string::npos);
  }
}

TEST_F(FilesTest, a_folder_is_not_read_as_a_file) {
  EXPECT_THROW(read_bytes(folder_), Error);
}

TEST_F(FilesTest, a_full_disk_is_named_and_leaves_nothing_behind) {
  // /dev/full accepts open and refuses every byte; the rename step is never reached.
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this system";
  fs::create_symlink("/dev/full", folder_ / (".a." + std::to_string(::getpid()) + ".tmp"));
  write_file(folder_ / "b", "old");
  try {
    write_file(folder_ / "a", "bytes");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_NE(std::string(error.what()).find("No space left"), std::string::npos);
  }
  EXPECT_FALSE(fs::exists(folder_ / "a"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(FilesTest, a_device_is_written_to_and_not_replaced) {
  fs::create_symlink("/dev/null", folder_ / "null");
  write_file(folder_ / "null", "bytes");
  EXPECT_TRUE(fs::is_symlink(folder_ / "null"));
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this system";
  fs::create_symlink("/dev/full", folder_ / "full");
  EXPECT_THROW(write_file(folder_ / "full", "bytes"), Error);
  EXPECT_TRUE(fs::is_symlink(folder_ / "full"));
}

}  // namespace
}  // namespace ambulo
