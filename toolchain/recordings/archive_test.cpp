// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include "toolchain/recordings/import.h"
#include "toolchain/recordings/testing.h"

namespace ambulo::recordings {
namespace {

using testing::expect_error;

using Files = std::vector<std::pair<std::string, std::string>>;

class Archive : public testing::TemporaryFolder {
 protected:
  // The name's ending chooses format and compression.
  std::filesystem::path pack(const std::string& name, const Files& files) const {
    const std::filesystem::path path = folder_ / name;
    ::archive* writer = archive_write_new();
    EXPECT_EQ(archive_write_set_format_filter_by_ext(writer, path.c_str()), ARCHIVE_OK);
    EXPECT_EQ(archive_write_open_filename(writer, path.c_str()), ARCHIVE_OK);
    for (const auto& [file, content] : files) {
      archive_entry* entry = archive_entry_new();
      archive_entry_set_pathname(entry, file.c_str());
      archive_entry_set_filetype(entry, AE_IFREG);
      archive_entry_set_perm(entry, 0644);
      archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
      EXPECT_EQ(archive_write_header(writer, entry), ARCHIVE_OK);
      EXPECT_EQ(archive_write_data(writer, content.data(), content.size()),
                static_cast<la_ssize_t>(content.size()));
      archive_entry_free(entry);
    }
    EXPECT_EQ(archive_write_free(writer), ARCHIVE_OK);
    return path;
  }
  static bool is_text(std::string_view path) { return path.ends_with(".txt"); }
};

// Digits that compress badly, so that cutting the archive cuts a file.
std::string noise(std::size_t bytes, unsigned seed) {
  std::string text;
  while (text.size() < bytes) {
    seed = seed * 1664525u + 1013904223u;
    text += "0." + std::to_string(seed) + (text.size() % 3 == 0 ? "\n" : " ");
  }
  return text;
}

TEST_F(Archive, every_format_keeps_the_wanted_files_only) {
  for (const char* name : {"a.zip", "a.tar", "a.tar.gz", "a.tar.xz", "a.tar.bz2", "a.7z"}) {
    const auto path = pack(name, {{"x/a.txt", "one"}, {"x/b.pdf", "two"}, {"x/y/c.txt", "three"}});
    EXPECT_TRUE(is_archive(path)) << name;
    const std::vector<ArchivedFile> files = read_archive(path, is_text);
    ASSERT_EQ(files.size(), 2u) << name;
    EXPECT_EQ(files[0].path, "x/a.txt");
    EXPECT_EQ(files[0].content, "one");
    EXPECT_EQ(files[1].path, "x/y/c.txt");
  }
  EXPECT_FALSE(is_archive(write("plain.csv", "a,b\n1,2\n")));
}

TEST_F(Archive, an_archive_inside_an_archive_is_opened) {
  const std::string inner = read_text(pack("UCI HAR Dataset.zip", {{"set/a.txt", "one"}}));
  const auto path = pack("outer.zip", {{"about.names", "x"}, {"UCI HAR Dataset.zip", inner}});
  const std::vector<ArchivedFile> files = read_archive(path, is_text);
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].path, "UCI HAR Dataset.zip/set/a.txt");
  EXPECT_EQ(files[0].content, "one");
}

TEST_F(Archive, a_truncated_archive_is_one_line_that_names_the_last_good_file) {
  const Files files = {{"first.txt", noise(50000, 1)}, {"second.txt", noise(400000, 2)}};
  for (const char* name : {"a.zip", "a.tar", "a.tar.gz", "a.tar.xz"}) {
    const std::string whole = read_text(pack(name, files));
    const auto path = write(name, std::string_view(whole).substr(0, whole.size() * 2 / 3));
    expect_error(ErrorKind::BadInput,
                 {"archive is damaged", "first.txt", path.string(), "download it again"},
                 [&] { read_archive(path, is_text); });
  }
}

TEST_F(Archive, a_flipped_byte_is_found_by_the_checksum) {
  for (const char* name : {"a.zip", "a.tar.xz"}) {
    std::string bytes = read_text(pack(name, {{"a.txt", noise(100000, 3)}}));
    bytes[bytes.size() / 2] ^= 0x20;
    const auto path = write(name, bytes);
    expect_error(ErrorKind::BadInput, {"archive is damaged", path.string()},
                 [&] { read_archive(path, is_text); });
  }
}

const Files kHapt = {{"HAPT Data Set/RawData/acc_exp01_user01.txt", "1 0 0\n1 0 0\n"},
                     {"HAPT Data Set/RawData/gyro_exp01_user01.txt", "0 0 0\n0 0 0\n"},
                     {"HAPT Data Set/RawData/labels.txt", "1 1 5 1 2\n"},
                     {"__MACOSX/HAPT Data Set/RawData/._acc_exp01_user01.txt", "junk"}};

TEST_F(Archive, a_data_set_is_imported_without_unpacking) {
  const RecordingSet set = import_recordings(pack("hapt.zip", kHapt));
  EXPECT_EQ(set.data_set, "hapt");
  ASSERT_EQ(set.recordings.size(), 1u);
  EXPECT_EQ(set.recordings[0].segments.at(0).activity, "standing");
  EXPECT_TRUE(set.quarantined.empty());
}

TEST_F(Archive, a_folder_with_one_archive_is_that_archive_and_with_two_is_asked_about) {
  write("README.md", "text");
  pack("hapt.tar.xz", kHapt);
  EXPECT_EQ(import_recordings(folder_).recordings.size(), 1u);
  pack("other.zip", kHapt);
  expect_error(ErrorKind::BadInput, {"2 archives", "hapt.tar.xz, other.zip", folder_.string()},
               [&] { import_recordings(folder_); });
}

TEST_F(Archive, an_archive_of_other_things_is_an_error) {
  const auto path = pack("papers.zip", {{"a.pdf", "x"}});
  expect_error(ErrorKind::BadInput, {"holds no recordings", "papers.zip"},
               [&] { import_recordings(path); });
  const auto empty = pack("empty.zip", {});
  expect_error(ErrorKind::BadInput, {"empty.zip"}, [&] { import_recordings(empty); });
}

}  // namespace
}  // namespace ambulo::recordings
