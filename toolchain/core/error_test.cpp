// SPDX-License-Identifier: Apache-2.0
#include "toolchain/core/error.h"

#include <gtest/gtest.h>

namespace ambulo {
namespace {

TEST(Error, joins_what_where_and_fix_to_one_line) {
  const Error error(ErrorKind::BadInput, "row has 5 columns, expected 6", "a.csv, row 7",
                    "check the separator");
  EXPECT_STREQ(error.what(), "row has 5 columns, expected 6: a.csv, row 7: check the separator");
  EXPECT_EQ(error.exit_code(), 3);
}

TEST(Error, stays_on_one_line_when_user_data_holds_line_breaks) {
  const Error error(ErrorKind::BadInput, "unknown label 'a\nb'", "x\r\ny");
  EXPECT_STREQ(error.what(), "unknown label 'a b': x  y");
}

}  // namespace
}  // namespace ambulo
