// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/text_table.h"

#include <gtest/gtest.h>

#include <vector>

#include "toolchain/recordings/testing.h"

namespace ambulo::recordings {
namespace {

using testing::expect_error;
using Rows = std::vector<std::array<double, 3>>;

Rows parse(std::string_view text) {
  Rows rows;
  parse_number_rows<3>(text, "acc.txt", [&](const auto& row) { rows.push_back(row); });
  return rows;
}

TEST(TextTable, rows_are_read_with_any_blanks_and_line_ends) {
  const Rows expected = {{1.0, -2.5, 3e-3}, {4.0, 5.0, 6.0}};
  EXPECT_EQ(parse("1 -2.5 3e-3\n4 5 6"), expected);
  EXPECT_EQ(parse("  1.0000000e+000  -2.5  3.0e-003 \r\n\t+4 5 6\r\n\r\n \n"), expected);
  EXPECT_TRUE(parse("").empty());
}

TEST(TextTable, text_and_values_that_are_not_finite_are_named_by_row_and_column) {
  expect_error(ErrorKind::BadInput, {"'hello' is not a number", "acc.txt, row 2, column 3"},
               [] { parse("1 2 3\n4 5 hello\n"); });
  expect_error(ErrorKind::BadInput, {"'nan' is not finite", "row 1, column 2"},
               [] { parse("1 nan 3\n"); });
  expect_error(ErrorKind::BadInput, {"'-inf' is not finite"}, [] { parse("1 2 -inf\n"); });
  expect_error(ErrorKind::BadInput, {"'1e300' is too large"}, [] { parse("1 2 1e300\n"); });
  expect_error(ErrorKind::BadInput, {"'x' after a number"}, [] { parse("1 2x 3\n"); });
  expect_error(ErrorKind::BadInput, {"'+-1' is not a number"}, [] { parse("+-1 2 3\n"); });
}

TEST(TextTable, wrong_counts_of_columns_and_blank_lines_between_rows_are_errors) {
  expect_error(ErrorKind::BadInput, {"2 columns, expected 3", "row 2"},
               [] { parse("1 2 3\n4 5\n"); });
  expect_error(ErrorKind::BadInput, {"more than 3 columns", "row 1"}, [] { parse("1 2 3 4\n"); });
  expect_error(ErrorKind::BadInput, {"blank line", "row 2"}, [] { parse("1 2 3\n\n4 5 6\n"); });
}

}  // namespace
}  // namespace ambulo::recordings
