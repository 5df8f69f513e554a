// SPDX-License-Identifier: Apache-2.0
// Runs the ambulo program as a user would and keeps what it printed.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace ambulo::tests {

struct Outcome {
  int exit_code = -1;  // 128 + signal when killed
  std::string out, err;
  std::string last_error_line() const;
};

// Exit codes of the program.
inline constexpr int kUsage = 2, kBadInput = 3, kUnsupported = 4;

// Expects one line on standard error, with the exit code, that names each of the parts.
void expect_one_line(const Outcome& outcome, int exit_code, const std::vector<std::string>& parts);

struct RunOptions {
  std::string out_file;                  // standard output goes here instead
  std::string environment;               // one variable more: "NAME=value"
  unsigned user = 0;                     // run as this user id (REQUIRES root), 0: as we are
  std::function<void(int pid)> started;  // called while the program runs
};

// args without the program's name.
Outcome run(const std::vector<std::string>& args, const RunOptions& options = {});

// A folder that is removed at the end of its scope.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace ambulo::tests
