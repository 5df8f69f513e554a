// SPDX-License-Identifier: Apache-2.0
// Numbers out of text, straight from the buffer of a whole file, by fast_float.
// parse_number_rows reads rows of N numbers separated by blanks:
//   0.9180555898766518 -0.1124999994242935 0.5097222514293852\n
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include <fast_float/fast_float.h>
#include <fmt/format.h>

#include "toolchain/core/error.h"

namespace ambulo::recordings {

// Far above any sensor value or time, and safe to convert to float in any unit.
inline constexpr double kLargestNumber = 1e30;

inline bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

// The text up to the next blank or separator, for messages; long text is cut.
inline std::string quoted_cell(const char* first, const char* end) {
  const auto ends_cell = [](char c) { return is_blank(c) || c == '\n' || c == ',' || c == ';'; };
  const char* last = first;
  while (last != end && !ends_cell(*last) && last - first < 24) ++last;
  return "'" + std::string(first, last) + "'";
}

[[noreturn]] inline void fail_at(std::string what, const std::string& file, std::size_t row,
                                 std::size_t column = 0) {
  throw Error(ErrorKind::BadInput, std::move(what),
              column == 0 ? fmt::format("{}, row {}", file, row)
                          : fmt::format("{}, row {}, column {}", file, row, column));
}

// The number at `at`; returns where it ends. Throws Error(BadInput) naming file, row and column
// for text and for values that are not finite.
inline const char* parse_number(const char* at, const char* end, double& value,
                                const std::string& file, std::size_t row, std::size_t column,
                                char decimal_point = '.') {
  // fast_float takes no plus sign; "+-1" stays an error because it is only skipped before a digit.
  const char* digits = end - at > 1 && *at == '+' && at[1] != '-' ? at + 1 : at;
  const auto result = fast_float::from_chars_advanced(
      digits, end, value,
      fast_float::parse_options(fast_float::chars_format::general, decimal_point));
  if (result.ec != std::errc())
    fail_at(quoted_cell(at, end) + " is not a number", file, row, column);
  if (!(std::fabs(value) <= kLargestNumber)) {
    fail_at(quoted_cell(at, end) + (std::isfinite(value) ? " is too large" : " is not finite"),
            file, row, column);
  }
  return result.ptr;
}

// Calls row(const std::array<double, N>&) for each line. Blank lines are allowed at the end only.
template <std::size_t N, typename Row>
void parse_number_rows(std::string_view text, const std::string& file, Row&& row) {
  std::array<double, N> values{};
  const char* at = text.data();
  const char* const end = at + text.size();
  std::size_t number = 0;
  std::size_t blank_row = 0;
  while (at != end) {
    ++number;
    std::size_t column = 0;
    for (;;) {
      while (at != end && is_blank(*at)) ++at;
      if (at == end || *at == '\n') break;
      if (column == N) fail_at(fmt::format("more than {} columns", N), file, number);
      at = parse_number(at, end, values[column], file, number, column + 1);
      if (at != end && !is_blank(*at) && *at != '\n') {
        fail_at(quoted_cell(at, end) + " after a number", file, number, column + 1);
      }
      ++column;
    }
    if (at != end) ++at;
    if (column == 0) {
      if (blank_row == 0) blank_row = number;
      continue;
    }
    if (blank_row != 0) fail_at("blank line between rows", file, blank_row);
    if (column != N) fail_at(fmt::format("{} columns, expected {}", column, N), file, number);
    row(values);
  }
}

}  // namespace ambulo::recordings
