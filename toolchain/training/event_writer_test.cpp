// SPDX-License-Identifier: Apache-2.0
// What TensorBoard itself makes of these files: tests/tensorboard/.
#include "toolchain/training/event_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <vector>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"

namespace ambulo::training {
namespace {

namespace fs = std::filesystem;

double noon() {
  return 1.5;
}

class EventWriterTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("ambulo_events_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string content() const { return read_text(folder_ / kEventFileName); }
  void write_epochs(EventWriter writer, int first, int last) const {
    for (int epoch = first; epoch <= last; ++epoch) writer.scalar("loss", epoch, 1.0 / epoch);
    writer.flush();
  }
  fs::path folder_;
};

TEST(Crc32c, gives_the_check_value_of_its_specification) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(crc32c(""), 0u);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);  // RFC 3720, B.4
}

TEST_F(EventWriterTest, a_scalar_is_the_documented_bytes) {
  {
    EventWriter writer(folder_, noon);
    writer.scalar("a", 3, 0.5);
  }
  const std::string bytes = content();
  // File version: 12 + (9 wall_time + 2 step + 15 version) + 4, then the scalar.
  ASSERT_EQ(bytes.size(), 42u + 12u + 23u + 4u);
  EXPECT_EQ(bytes.substr(23, 15),
            "\x1A\x0D"
            "brain.Event:2");
  const std::string scalar = bytes.substr(42);
  EXPECT_EQ(scalar.substr(0, 8), std::string("\x17\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(scalar.substr(12, 9), std::string("\x09\0\0\0\0\0\0\xF8\x3F", 9));  // wall time 1.5
  EXPECT_EQ(scalar.substr(21, 2), "\x10\x03");                                  // step 3
  EXPECT_EQ(scalar.substr(23, 4), "\x2A\x0A\x0A\x08");                          // summary, value
  EXPECT_EQ(scalar.substr(27, 3), "\x0A\x01\x61");                              // tag "a"
  EXPECT_EQ(scalar.substr(30, 5), std::string("\x15\0\0\0\x3F", 5));            // 0.5f
}

TEST_F(EventWriterTest, resuming_drops_the_steps_after_the_checkpoint_and_nothing_else) {
  write_epochs(EventWriter(folder_, noon), 1, 3);
  const std::string up_to_3 = content();
  write_epochs(EventWriter::resume(folder_, 3, noon), 4, 6);
  const std::string up_to_6 = content();
  EXPECT_GT(up_to_6.size(), up_to_3.size());
  EventWriter::resume(folder_, 3, noon);
  EXPECT_EQ(content(), up_to_3);
  write_epochs(EventWriter::resume(folder_, 3, noon), 4, 6);
  EXPECT_EQ(content(), up_to_6);
}

TEST_F(EventWriterTest, resuming_cuts_off_a_record_that_a_kill_left_at_any_length) {
  write_epochs(EventWriter(folder_, noon), 1, 1);
  const std::string whole = content();
  write_epochs(EventWriter::resume(folder_, 1, noon), 2, 2);
  const std::string longer = content();
  for (std::size_t size = whole.size(); size < longer.size(); ++size) {
    write_file(folder_ / kEventFileName, longer.substr(0, size));
    EventWriter::resume(folder_, 2, noon);
    EXPECT_EQ(content(), whole) << "cut at " << size;
  }
}

TEST_F(EventWriterTest, resuming_stops_at_a_flipped_bit_anywhere_in_a_record) {
  write_epochs(EventWriter(folder_, noon), 1, 1);
  const std::string first = content();
  write_epochs(EventWriter::resume(folder_, 1, noon), 2, 3);
  const std::string all = content();
  const std::size_t record_bytes = (all.size() - first.size()) / 2;
  for (std::size_t i = first.size(); i < first.size() + record_bytes; ++i) {
    std::string damaged = all;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    write_file(folder_ / kEventFileName, damaged);
    EventWriter::resume(folder_, 3, noon);
    EXPECT_EQ(content(), first) << "bit of byte " << i;
  }
}

TEST_F(EventWriterTest, resuming_without_a_file_starts_one) {
  EventWriter::resume(folder_, 5, noon);
  const std::string resumed = content();
  const EventWriter fresh(folder_, noon);
  EXPECT_EQ(content(), resumed);
}

TEST_F(EventWriterTest, a_folder_that_does_not_exist_is_named) {
  try {
    EventWriter writer(folder_ / "missing", noon);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_NE(std::string(error.what()).find("missing"), std::string::npos);
  }
}

TEST_F(EventWriterTest, a_full_disk_is_an_error_at_flush) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this system";
  EventWriter writer(folder_, noon);
  EventWriter full = std::move(writer);
  full.scalar("loss", 1, 0.5);
  // The descriptor is exchanged below the writer: the device takes no byte.
  const int device = ::open("/dev/full", O_WRONLY);
  ASSERT_GE(device, 0);
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    if (fs::read_symlink(entry.path(), gone) == folder_ / kEventFileName) {
      ASSERT_GE(::dup2(device, std::stoi(entry.path().filename())), 0);
    }
  }
  ::close(device);
  EXPECT_THROW(full.flush(), Error);
}

TEST_F(EventWriterTest, a_histogram_of_values_that_are_not_finite_is_refused) {
  EventWriter writer(folder_, noon);
  const std::vector<float> values{1.0f, std::numeric_limits<float>::quiet_NaN()};
  EXPECT_THROW(writer.histogram("weights", 1, values), Error);
  EXPECT_THROW(writer.histogram("weights", 1, {}), Error);
}

}  // namespace
}  // namespace ambulo::training
