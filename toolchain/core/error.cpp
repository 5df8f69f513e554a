// SPDX-License-Identifier: Apache-2.0
// Joins what, where and fix to one line; line breaks in user data cannot break it.
#include "toolchain/core/error.h"

#include <utility>

namespace ambulo {
namespace {

std::string one_line(const std::string& what, const std::string& where, const std::string& fix) {
  std::string line = what;
  if (!where.empty()) line += ": " + where;
  if (!fix.empty()) line += ": " + fix;
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return line;
}

}  // namespace

Error::Error(ErrorKind kind, std::string what, std::string where, std::string fix)
    : std::runtime_error(one_line(what, where, fix)),
      kind_(kind),
      message_(std::move(what)),
      where_(std::move(where)),
      fix_(std::move(fix)) {}

}  // namespace ambulo
