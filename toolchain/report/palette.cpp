// SPDX-License-Identifier: Apache-2.0
#include "toolchain/report/palette.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace ambulo::report {
namespace {

// One of the three pairs of hexadecimal digits after '#'.
int component(std::string_view colour, std::size_t index) {
  int value = 0;
  const char* digits = colour.data() + 1 + 2 * index;
  std::from_chars(digits, digits + 2, value, 16);
  return value;
}

}  // namespace

std::string blend(std::string_view from, std::string_view to, double share) {
  std::string result = "#";
  for (std::size_t i = 0; i < 3; ++i) {
    const int a = component(from, i), b = component(to, i);
    result += fmt::format("{:02x}", static_cast<int>(std::lround(a + share * (b - a))));
  }
  return result;
}

}  // namespace ambulo::report
