// SPDX-License-Identifier: Apache-2.0
// The one exception class of the toolchain. Thrown where the fault is found, caught once per
// program, printed as one line "what: where: how to fix"; the kind gives the exit code.
#pragma once

#include <stdexcept>
#include <string>

namespace ambulo {

// The value is the exit code of the command line.
enum class ErrorKind : int {
  Usage = 2,          // wrong arguments
  BadInput = 3,       // a file, a folder or the disk does not hold up: missing, damaged, full
  Unsupported = 4,    // valid, but nothing here implements it
  Internal = 5,       // our bug
  Interrupted = 130,  // Ctrl-C: 128 + SIGINT, the shell's convention
};

class Error : public std::runtime_error {
 public:
  // what: the fault ("row has 5 columns, expected 6"); where: file, row, operator, or option;
  // fix: what the reader can do. where and fix may be empty.
  Error(ErrorKind kind, std::string what, std::string where = {}, std::string fix = {});

  ErrorKind kind() const { return kind_; }
  int exit_code() const { return static_cast<int>(kind_); }
  const std::string& message() const { return message_; }
  const std::string& where() const { return where_; }
  const std::string& fix() const { return fix_; }

 private:
  ErrorKind kind_;
  std::string message_, where_, fix_;  // what() joins the three
};

}  // namespace ambulo
