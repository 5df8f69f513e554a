// SPDX-License-Identifier: Apache-2.0
#include "toolchain/training/checkpoint.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"

namespace ambulo::training {
namespace {

namespace fs = std::filesystem;

class CheckpointTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("ambulo_checkpoint_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    file_ = folder_ / "checkpoint.bin";
    point_.identity = "experiment\n# seed 1";
    point_.history = {{1, 0.9, 0.5, 0.8, 0.6, 1e-3, 2.5},
                      {2, 0.1234567890123, 0.7, 0.6, 0.8, 1e-4, 2.5}};
    point_.best_epoch = 2;
    point_.state["conv.weight"] = {{2, 3}, {1, 2, 3, 4, 5, 6}};
    point_.state["scalar"] = {{}, {7}};
    point_.best_state["conv.weight"] = {{2, 3}, {6, 5, 4, 3, 2, 1}};
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string load_error() {
    try {
      load_checkpoint(file_);
      return "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::BadInput);
      return error.what();
    }
  }

  fs::path folder_, file_;
  Checkpoint point_;
};

TEST_F(CheckpointTest, reads_back_what_was_written) {
  save_checkpoint(file_, point_);
  const Checkpoint read = load_checkpoint(file_);
  EXPECT_EQ(read.identity, point_.identity);
  EXPECT_EQ(read.best_epoch, 2);
  ASSERT_EQ(read.history.size(), 2u);
  EXPECT_EQ(read.history[1].train_loss, 0.1234567890123);
  EXPECT_EQ(read.state.at("conv.weight").values, point_.state.at("conv.weight").values);
  EXPECT_EQ(read.state.at("conv.weight").shape, point_.state.at("conv.weight").shape);
  EXPECT_EQ(read.state.at("scalar").values, std::vector<float>{7});
  EXPECT_EQ(read.best_state.at("conv.weight").values, point_.best_state.at("conv.weight").values);
}

TEST_F(CheckpointTest, every_truncation_is_refused_in_one_line) {
  save_checkpoint(file_, point_);
  const auto bytes = read_bytes(file_);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    write_file(file_, std::span(bytes).first(size));
    const std::string line = load_error();
    ASSERT_NE(line.find("damaged"), std::string::npos) << size << ": " << line;
    ASSERT_NE(line.find("checkpoint.bin"), std::string::npos);
  }
}

TEST_F(CheckpointTest, every_flipped_byte_is_noticed) {
  save_checkpoint(file_, point_);
  const auto bytes = read_bytes(file_);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto broken = bytes;
    broken[i] ^= 0x40;
    write_file(file_, broken);
    ASSERT_NE(load_error().find("damaged"), std::string::npos) << i;
  }
}

TEST_F(CheckpointTest, a_full_disk_keeps_the_checkpoint_before) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this system";
  save_checkpoint(file_, point_);
  fs::create_symlink("/dev/full",
                     folder_ / (".checkpoint.bin." + std::to_string(::getpid()) + ".tmp"));
  Checkpoint next = point_;
  next.best_epoch = 1;
  try {
    save_checkpoint(file_, next);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 3);
    EXPECT_NE(std::string(error.what()).find("No space left"), std::string::npos) << error.what();
  }
  EXPECT_EQ(load_checkpoint(file_).best_epoch, 2);
}

}  // namespace
}  // namespace ambulo::training
