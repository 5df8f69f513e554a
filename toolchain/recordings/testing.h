// SPDX-License-Identifier: Apache-2.0
// What the tests of this folder share: a temporary folder, and errors checked by kind and text.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"

namespace ambulo::recordings::testing {

class TemporaryFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              ("ambulo_" + std::string(info->name()) + "_" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override {
    // A test may have taken its own permissions away.
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
      if (entry.is_directory()) {
        std::filesystem::permissions(entry, std::filesystem::perms::owner_all, ignored);
      }
    }
    std::filesystem::remove_all(folder_, ignored);
  }

  std::filesystem::path write(const std::string& path, std::string_view text) const {
    const std::filesystem::path full = folder_ / path;
    std::filesystem::create_directories(full.parent_path());
    write_file(full, text);
    return full;
  }

  std::filesystem::path folder_;
};

// The error has this kind, is one line, and holds each of the texts.
inline void expect_error(ErrorKind kind, std::initializer_list<std::string_view> texts,
                         const std::function<void()>& call) {
  try {
    call();
    FAIL() << "no error";
  } catch (const Error& error) {
    const std::string line = error.what();
    EXPECT_EQ(error.kind(), kind) << line;
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    for (const std::string_view text : texts) {
      EXPECT_NE(line.find(text), std::string::npos) << "'" << text << "' is not in: " << line;
    }
  }
}

}  // namespace ambulo::recordings::testing
