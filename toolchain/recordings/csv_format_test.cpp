// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/csv_format.h"

#include <gtest/gtest.h>

#include "toolchain/recordings/testing.h"

namespace ambulo::recordings {
namespace {

using testing::expect_error;

constexpr std::string_view kSidecar = R"(
acceleration = ["ax", "ay", "az"]
rotation = ["gx", "gy", "gz"]
acceleration_unit = "g"
rotation_unit = "deg/s"
time = "t"
time_unit = "ms"
label = "what"
subject = 7
placement = "wrist"
synthetic = true
rate_hz = 26
)";

TEST(CsvFormat, a_sidecar_is_read_and_written_back_the_same) {
  const CsvFormat format = parse_csv_format(kSidecar, "a.csv.toml");
  EXPECT_EQ(format.acceleration[2], "az");
  EXPECT_EQ(format.subject, "7");
  EXPECT_EQ(format.rate_hz, 26.0);
  EXPECT_EQ(format.synthetic, true);
  const std::string text = to_toml(format);
  EXPECT_EQ(to_toml(parse_csv_format(text, "b")), text);
  check(format, "a.csv");
}

TEST(CsvFormat, odd_names_survive_the_way_through_toml) {
  CsvFormat format;
  format.time = "a \"b\" \\ \t \xC3\xBC";
  EXPECT_EQ(parse_csv_format(to_toml(format), "b").time, format.time);
}

TEST(CsvFormat, an_unknown_key_is_named_beside_the_valid_ones) {
  expect_error(ErrorKind::BadInput,
               {"unknown key 'units'", "a.toml, line 2", "acceleration_unit", "rate_hz"},
               [] { parse_csv_format("time = \"t\"\nunits = 1\n", "a.toml"); });
}

TEST(CsvFormat, wrong_types_and_broken_toml_are_named_by_line) {
  expect_error(ErrorKind::BadInput, {"'time' must be a text", "line 1"},
               [] { parse_csv_format("time = 3\n", "a.toml"); });
  expect_error(ErrorKind::BadInput, {"'rotation' must be three"},
               [] { parse_csv_format("rotation = [\"x\"]\n", "a.toml"); });
  expect_error(ErrorKind::BadInput, {"'rate_hz' must be a number"},
               [] { parse_csv_format("rate_hz = \"50\"\n", "a.toml"); });
  expect_error(ErrorKind::BadInput, {"a.toml, line 2"},
               [] { parse_csv_format("time = \"t\"\nlabel = = 3\n", "a.toml"); });
}

TEST(CsvFormat, overriding_replaces_only_what_is_set) {
  CsvFormat flags;
  flags.subject = "9";
  flags.activity = "walking";
  const CsvFormat format = overridden(parse_csv_format(kSidecar, "a"), flags);
  EXPECT_EQ(format.subject, "9");
  EXPECT_EQ(format.activity, "walking");
  EXPECT_EQ(format.label, "");  // an activity for the whole file replaces the column
  EXPECT_EQ(format.time, "t");
}

TEST(CsvFormat, a_missing_or_wrong_key_is_named_with_what_to_write) {
  CsvFormat format = parse_csv_format(kSidecar, "a");
  format.acceleration_unit = "mg";
  expect_error(ErrorKind::BadInput, {"acceleration_unit is 'mg'", "m/s2, g"},
               [&] { check(format, "a.csv"); });
  format.acceleration_unit.clear();
  expect_error(ErrorKind::BadInput, {"no 'acceleration_unit'", "a.csv.toml"},
               [&] { check(format, "x/a.csv"); });
  format = parse_csv_format(kSidecar, "a");
  format.rate_hz = -1.0;
  expect_error(ErrorKind::BadInput, {"rate_hz is -1"}, [&] { check(format, "a.csv"); });
  format.rate_hz.reset();
  format.time.clear();
  expect_error(ErrorKind::BadInput, {"rate_hz"}, [&] { check(format, "a.csv"); });
  expect_error(ErrorKind::BadInput, {"no 'acceleration'"}, [] { check(CsvFormat(), "a.csv"); });
}

}  // namespace
}  // namespace ambulo::recordings
