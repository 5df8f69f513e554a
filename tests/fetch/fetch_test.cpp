// SPDX-License-Identifier: Apache-2.0
// Downloads from a server that cuts, lies and ignores (server.py), on this machine only.
#include "toolchain/recordings/fetch.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "toolchain/core/progress.h"
#include "toolchain/recordings/download.h"
#include "toolchain/recordings/sha256.h"
#include "toolchain/recordings/testing.h"

namespace ambulo::recordings {
namespace {

using testing::expect_error;

namespace fs = std::filesystem;

// Runs server.py while it lives.
class Server {
 public:
  explicit Server(const fs::path& file) {
    int output[2];
    if (::pipe(output) != 0) std::abort();
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(output[1], STDOUT_FILENO);
      ::close(output[0]);
      ::execlp(AMBULO_PYTHON, AMBULO_PYTHON, AMBULO_FETCH_SERVER, file.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(output[1]);
    std::FILE* lines = ::fdopen(output[0], "r");
    if (std::fscanf(lines, "%d", &port_) != 1) port_ = 0;
    std::fclose(lines);
  }
  ~Server() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
  }
  int port() const { return port_; }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/" + path;
  }

 private:
  ::pid_t process_ = -1;
  int port_ = 0;
};

class Fetch : public testing::TemporaryFolder {
 protected:
  void SetUp() override {
    TemporaryFolder::SetUp();
    if (std::string(AMBULO_PYTHON).empty()) GTEST_SKIP() << "no python3: fetch is NOT tested";
    // A proxy must not come between the test and 127.0.0.1.
    ::setenv("no_proxy", "127.0.0.1", 1);
    std::string content;
    for (unsigned i = 0; content.size() < 3000000; ++i) content += std::to_string(i * 2654435761u);
    source_ = write("source.zip", content);
    server_.emplace(source_);
    ASSERT_NE(server_->port(), 0) << "server.py did not start";
    set_.name = "made";
    set_.url = "https://example.org/some/where/made_data.zip";
    set_.bytes = content.size();
    set_.sha256 = sha256_of(content);
  }
  fs::path fetch_from(const std::string& how) const {
    FetchOptions options;
    options.folder = folder_ / "downloads";
    options.mirror = server_->url(how);
    return fetch(set_, options);
  }
  fs::path part() const { return folder_ / "downloads/made.zip.part"; }
  // What the server was asked for so far.
  std::string requests() const {
    const fs::path log = folder_ / "log";
    fs::remove(log);
    download({server_->url("log"), log, 0, ""});
    return fs::exists(log) ? read_text(log) : "";
  }

  fs::path source_;
  std::optional<Server> server_;
  PublicDataSet set_;
};

TEST_F(Fetch, a_data_set_is_downloaded_checked_and_not_downloaded_again) {
  const fs::path archive = fetch_from("good");
  EXPECT_EQ(archive, folder_ / "downloads/made.zip");
  EXPECT_EQ(read_text(archive), read_text(source_));
  EXPECT_FALSE(fs::exists(part()));
  EXPECT_EQ(fetch_from("good"), archive);
  EXPECT_EQ(requests(), "good whole");
}

TEST_F(Fetch, a_part_of_an_earlier_attempt_is_resumed) {
  write("downloads/made.zip.part", read_text(source_).substr(0, 1000000));
  EXPECT_EQ(read_text(fetch_from("good")), read_text(source_));
  EXPECT_EQ(requests(), "good 1000000");
}

TEST_F(Fetch, a_cut_connection_is_resumed_where_it_was_cut) {
  EXPECT_EQ(read_text(fetch_from("cut")), read_text(source_));
  EXPECT_EQ(requests(), "cut whole\ncut " + std::to_string(set_.bytes / 2));
}

TEST_F(Fetch, a_server_that_ignores_ranges_is_asked_for_the_whole_again) {
  write("downloads/made.zip.part", read_text(source_).substr(0, 1000000));
  EXPECT_EQ(read_text(fetch_from("norange")), read_text(source_));
  EXPECT_EQ(requests(), "norange 1000000\nnorange whole");
}

TEST_F(Fetch, a_complete_part_is_only_checked) {
  write("downloads/made.zip.part", read_text(source_));
  EXPECT_EQ(read_text(fetch_from("good")), read_text(source_));
  EXPECT_EQ(requests(), "");
}

TEST_F(Fetch, wrong_bytes_are_an_error_that_says_what_was_expected_and_got) {
  std::string wrong = read_text(source_);
  for (char& c : wrong) c ^= 1;
  expect_error(ErrorKind::BadInput,
               {"wrong SHA-256", "expected " + set_.sha256, "got " + sha256_of(wrong)},
               [&] { fetch_from("wrong"); });
  EXPECT_FALSE(fs::exists(part()));
  EXPECT_FALSE(fs::exists(folder_ / "downloads/made.zip"));
}

TEST_F(Fetch, a_file_of_another_size_is_an_error_and_leaves_nothing) {
  expect_error(ErrorKind::BadInput,
               {"the server's file has", "expected " + std::to_string(set_.bytes)},
               [&] { fetch_from("short"); });
  EXPECT_FALSE(fs::exists(part()));
}

TEST_F(Fetch, a_wrong_file_that_is_there_already_is_not_overwritten) {
  write("downloads/made.zip", "mine");
  expect_error(ErrorKind::BadInput, {"the file that is there has SHA-256", "move it away"},
               [&] { fetch_from("good"); });
  EXPECT_EQ(read_text(folder_ / "downloads/made.zip"), "mine");
}

TEST_F(Fetch, a_refusing_server_is_named_with_its_answer) {
  expect_error(ErrorKind::BadInput, {"the server answers 404", "nothing/made_data.zip"},
               [&] { fetch_from("nothing"); });
}

TEST_F(Fetch, offline_is_one_line_that_says_how_to_get_the_file_by_hand) {
  const std::string host = "127.0.0.1:" + std::to_string(server_->port());
  const std::string mirror = server_->url("good");
  server_.reset();  // nobody listens there any more
  FetchOptions options;
  options.folder = folder_ / "downloads";
  options.mirror = mirror;
  expect_error(ErrorKind::BadInput,
               {"cannot reach " + host, "check the network", "by hand to",
                (folder_ / "downloads/made.zip").string()},
               [&] { fetch(set_, options); });
}

TEST_F(Fetch, ctrl_c_leaves_the_part_for_the_next_time) {
  FetchOptions options;
  options.folder = folder_ / "downloads";
  options.mirror = server_->url("good");
  write("downloads/made.zip.part", read_text(source_).substr(0, 1000000));
  options.progress = [](const Progress&) { set_interrupted(true); };
  expect_error(ErrorKind::Interrupted, {"interrupted", "goes on from there"},
               [&] { fetch(set_, options); });
  set_interrupted(false);
  EXPECT_GE(fs::file_size(part()), 1000000u);
  EXPECT_EQ(read_text(fetch_from("good")), read_text(source_));
}

TEST_F(Fetch, a_full_disk_is_named) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this system";
  fs::create_directories(folder_ / "downloads");
  fs::create_symlink("/dev/full", part());
  expect_error(ErrorKind::BadInput, {"No space left", "made.zip.part"},
               [&] { fetch_from("good"); });
}

void pack_zip(const fs::path& path, const std::vector<std::pair<std::string, std::string>>& files) {
  ::archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  ASSERT_EQ(archive_write_open_filename(writer, path.c_str()), ARCHIVE_OK);
  for (const auto& [name, content] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    ASSERT_EQ(archive_write_header(writer, entry), ARCHIVE_OK);
    archive_write_data(writer, content.data(), content.size());
    archive_entry_free(entry);
  }
  ASSERT_EQ(archive_write_free(writer), ARCHIVE_OK);
}

TEST_F(Fetch, an_archive_without_a_known_checksum_is_judged_by_its_content) {
  pack_zip(source_, {{"a/Data/b/2.csv", "two"},
                     {"a/Data/b/1.csv", "one"},
                     {"__MACOSX/a/Data/b/._1.csv", "junk"},
                     {"a/README.md", "text"}});
  server_.emplace(source_);
  set_.bytes = 0;
  set_.sha256.clear();
  set_.content_folder = "Data";
  set_.content_sha256 =
      sha256_of(sha256_of("one") + "  b/1.csv\n" + sha256_of("two") + "  b/2.csv\n");
  const fs::path archive = fetch_from("good");
  EXPECT_EQ(read_text(archive), read_text(source_));
  fs::remove(archive);
  set_.content_sha256[0] ^= 1;
  expect_error(ErrorKind::BadInput, {"wrong SHA-256", "over its files"},
               [&] { fetch_from("good"); });
}

TEST_F(Fetch, a_newly_packed_outer_archive_with_the_right_inner_one_is_accepted) {
  pack_zip(source_, {{"inner.zip", "any bytes"}, {"notes", "text"}});
  server_.emplace(source_);
  set_.bytes = fs::file_size(source_);
  set_.inner_archive = "inner.zip";
  set_.inner_sha256 = sha256_of("any bytes");
  EXPECT_TRUE(fs::exists(fetch_from("good")));
}

TEST(FetchCatalog, names_are_unique_and_every_entry_is_complete) {
  for (const PublicDataSet& set : fetch_catalog()) {
    EXPECT_EQ(&find_data_set(set.name), &set);
    EXPECT_TRUE(set.url.starts_with("https://")) << set.name;
    EXPECT_FALSE(set.licence.empty() || set.citation.empty() || set.title.empty());
    EXPECT_EQ(set.sha256.empty() ? set.content_sha256.size() : set.sha256.size(), 64u) << set.name;
  }
  expect_error(ErrorKind::Usage, {"no data set 'mnist'", "hapt, uci_har, motion_sense"},
               [] { find_data_set("mnist"); });
}

TEST(Sha256, is_that_of_the_standard) {
  EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace ambulo::recordings
