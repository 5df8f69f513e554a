// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "toolchain/core/files.h"

namespace ambulo::tests {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void become_program(const std::vector<std::string>& args, const RunOptions& options,
                                 const std::string& out, const std::string& err) {
  const int out_descriptor = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const int err_descriptor = ::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  ::dup2(out_descriptor, STDOUT_FILENO);
  ::dup2(err_descriptor, STDERR_FILENO);
  if (options.user != 0 && (::setgid(options.user) != 0 || ::setuid(options.user) != 0)) {
    ::_exit(99);
  }
  std::string environment = options.environment;
  if (!environment.empty()) ::putenv(environment.data());
  std::vector<char*> argv = {const_cast<char*>(AMBULO_PROGRAM)};
  for (const std::string& arg : args) argv.push_back(const_cast<char*>(arg.c_str()));
  argv.push_back(nullptr);
  ::execv(AMBULO_PROGRAM, argv.data());
  ::_exit(98);
}

}  // namespace

Outcome run(const std::vector<std::string>& args, const RunOptions& options) {
  const TemporaryFolder folder;
  const std::string out = options.out_file.empty() ? folder / "out" : options.out_file;
  const std::string err = folder / "err";
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) become_program(args, options, out, err);
  if (options.started) options.started(child);
  int status = 0;
  ::waitpid(child, &status, 0);
  Outcome outcome;
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (options.out_file.empty()) outcome.out = read_text(out);
  outcome.err = read_text(err);
  return outcome;
}

std::string Outcome::last_error_line() const {
  std::string line;
  for (std::size_t first = 0; first < err.size();) {
    const std::size_t end = std::min(err.find('\n', first), err.size());
    const std::string candidate = err.substr(first, end - first);
    if (candidate.starts_with("ambulo: ")) line = candidate;
    first = end + 1;
  }
  return line;
}

void expect_one_line(const Outcome& outcome, int exit_code, const std::vector<std::string>& parts) {
  EXPECT_EQ(outcome.exit_code, exit_code) << outcome.err;
  const std::string line = outcome.last_error_line();
  EXPECT_FALSE(line.empty()) << outcome.err;
  for (const std::string& part : parts) {
    EXPECT_NE(line.find(part), std::string::npos) << "'" << part << "' is not in: " << line;
  }
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (fs::temp_directory_path() / "ambulo_XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace ambulo::tests
