// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/csv.h"

#include <gtest/gtest.h>

#include "toolchain/recordings/testing.h"

namespace ambulo::recordings {
namespace {

using testing::expect_error;

CsvFormat format() {
  CsvFormat format;
  format.acceleration = {"ax", "ay", "az"};
  format.rotation = {"gx", "gy", "gz"};
  format.acceleration_unit = "m/s2";
  format.rotation_unit = "rad/s";
  format.time = "t";
  format.time_unit = "s";
  return format;
}

const std::string kHeader = "t,ax,ay,az,gx,gy,gz\n";

TEST(Csv, columns_are_found_by_name_and_others_ignored) {
  const Recording recording = parse_csv(
      "note,gz,t,ay,\"ax\",az,gy,gx\n\"a, "
      "\"\"b\"\"\",6,0.00,2,9.81,3,5,4\n,.5,0.02,0,9.7,0,0,\"1\"\n",
      "a.csv", format());
  ASSERT_EQ(recording.samples.size(), 2u);
  EXPECT_EQ(recording.samples[0], (Sample{9.81f, 2, 3, 4, 5, 6}));
  EXPECT_EQ(recording.samples[1], (Sample{9.7f, 0, 0, 1, 0, 0.5f}));
  EXPECT_EQ(recording.time_s, (std::vector<double>{0.0, 0.02}));
  EXPECT_TRUE(recording.has_timestamps);
  EXPECT_DOUBLE_EQ(recording.nominal_rate_hz, 50.0);
  EXPECT_TRUE(recording.problems.empty());
}

TEST(Csv, separator_decimal_comma_byte_order_mark_and_crlf_are_recognised) {
  const std::vector<Sample> expected = {{9.5f, 0, 0, 0.25f, 0, 0}, {9.5f, 1, 0, -1e-3f, 0, 0}};
  EXPECT_EQ(parse_csv("\xEF\xBB\xBFt;ax;ay;az;gx;gy;gz\r\n0;9,5;0;0;0,25;0;0\r\n"
                      "0,02;9,5;1;0;-1,0E-3;0;0\r\n\r\n",
                      "a.csv", format())
                .samples,
            expected);
  EXPECT_EQ(
      parse_csv("t;ax;ay;az;gx;gy;gz\n0;9.5;0;0;.25;0;0\n0.02;9.5;1;0;-1e-3;0;0", "a.csv", format())
          .samples,
      expected);
  EXPECT_EQ(parse_csv("t\tax\tay\taz\tgx\tgy\tgz\n0\t9.5\t0\t0\t.25\t0\t0\n"
                      "0.02\t9.5\t1\t0\t-1e-3\t0\t0\n",
                      "a.csv", format())
                .samples,
            expected);
}

TEST(Csv, units_and_sign_are_converted) {
  CsvFormat as = format();
  as.acceleration_unit = "g";
  as.rotation_unit = "deg/s";
  as.sign = "ios";
  as.time_unit = "ms";
  const Recording recording =
      parse_csv(kHeader + "1000,0,-1,0,180,0,0\n1020,0,-1,0,0,0,-90\n", "a.csv", as);
  EXPECT_FLOAT_EQ(recording.samples[0][1], 9.80665f);
  EXPECT_FLOAT_EQ(recording.samples[0][3], 3.14159265f);
  EXPECT_FLOAT_EQ(recording.samples[1][5], -1.57079633f);
  EXPECT_DOUBLE_EQ(recording.time_s[1], 1.02);
  EXPECT_EQ(recording.found.acceleration, "g");
  EXPECT_EQ(recording.found.sign, "ios");
}

TEST(Csv, without_a_time_column_the_rate_counts_out_the_time) {
  CsvFormat as = format();
  as.time.clear();
  as.rate_hz = 100.0;
  const Recording recording =
      parse_csv(kHeader + "x,9.8,0,0,0,0,0\nx,9.8,0,0,0,0,0\n", "a.csv", as);
  EXPECT_FALSE(recording.has_timestamps);
  EXPECT_EQ(recording.time_s, (std::vector<double>{0.0, 0.01}));
  EXPECT_DOUBLE_EQ(recording.nominal_rate_hz, 100.0);
}

TEST(Csv, runs_of_equal_labels_become_segments_and_empty_ones_none) {
  CsvFormat as = format();
  as.label = "what";
  std::string text = "t,ax,ay,az,gx,gy,gz,what\n";
  int row = 0;
  for (const char* label : {"Walking", "WALKING", "", "sit", "walk", "hopping"}) {
    text += std::to_string(0.02 * row++) + ",9.8,0,0,0,0,0," + label + "\n";
  }
  const Recording recording = parse_csv(text, "a.csv", as);
  std::string found;
  for (const Segment& s : recording.segments) {
    found += s.activity + " " + std::to_string(s.first) + "-" + std::to_string(s.end) + ", ";
  }
  EXPECT_EQ(found, "walking 0-2, sitting 3-4, walking 4-5, hopping 5-6, ");
  ASSERT_EQ(recording.problems.size(), 1u);
  EXPECT_NE(recording.problems[0].what.find("unknown activity 'hopping'"), std::string::npos);
}

TEST(Csv, one_activity_can_hold_for_the_whole_file) {
  CsvFormat as = format();
  as.activity = "Lying";
  const Recording recording =
      parse_csv(kHeader + "0,9.8,0,0,0,0,0\n.02,9.8,0,0,0,0,0\n", "a.csv", as);
  ASSERT_EQ(recording.segments.size(), 1u);
  EXPECT_EQ(recording.segments[0].activity, "laying");
  EXPECT_EQ(recording.segments[0].end, 2u);
}

TEST(Csv, what_is_no_number_is_named_by_row_and_column) {
  const auto parse = [](const std::string& rows) { parse_csv(kHeader + rows, "a.csv", format()); };
  expect_error(ErrorKind::BadInput, {"'abc", "is not a number", "a.csv, row 3, column 5"},
               [&] { parse("0,9.8,0,0,0,0,0\n.02,9.8,0,0,abc,0,0\n"); });
  expect_error(ErrorKind::BadInput, {"is not finite", "row 2, column 2"},
               [&] { parse("0,NaN,0,0,0,0,0\n"); });
  expect_error(ErrorKind::BadInput, {"is not finite"}, [&] { parse("0,1,0,0,0,0,inf\n"); });
  expect_error(ErrorKind::BadInput, {"empty cell", "row 2, column 4"},
               [&] { parse("0,1,0,,0,0,0\n"); });
  expect_error(ErrorKind::BadInput, {"6 columns, expected 7", "row 2"},
               [&] { parse("0,1,0,0,0,0\n"); });
  expect_error(ErrorKind::BadInput, {"more columns than the 7", "row 2"},
               [&] { parse("0,1,0,0,0,0,0,0\n"); });
  expect_error(ErrorKind::BadInput, {"blank line between rows", "row 3"},
               [&] { parse("0,9.8,0,0,0,0,0\n\n.02,9.8,0,0,0,0,0\n"); });
  expect_error(ErrorKind::BadInput, {"no rows"}, [&] { parse(""); });
}

TEST(Csv, missing_columns_are_named_beside_those_there_are) {
  expect_error(ErrorKind::BadInput, {"no column 'gz'", "'t', 'ax'"},
               [] { parse_csv("t,ax,ay,az,gx,gy\n", "a.csv", format()); });
  expect_error(ErrorKind::BadInput, {"'ax' is there twice"},
               [] { parse_csv("t,ax,ax,ay,az,gx,gy,gz\n", "a.csv", format()); });
  expect_error(ErrorKind::BadInput, {"no header"}, [] { parse_csv("", "a.csv", format()); });
  expect_error(ErrorKind::Unsupported, {"UTF-16"},
               [] { parse_csv("\xFF\xFEt\0", "a.csv", format()); });
}

// A second at 50 Hz; edit changes the row of a sample.
std::string second(const std::function<void(int, double& time_s, double& ax, double& gx)>& edit) {
  std::string text = kHeader;
  for (int i = 0; i < 50; ++i) {
    double time_s = 0.02 * i, ax = 9.8, gx = 0.1;
    edit(i, time_s, ax, gx);
    text +=
        std::to_string(time_s) + "," + std::to_string(ax) + ",0,0," + std::to_string(gx) + ",0,0\n";
  }
  return text;
}

TEST(Csv, small_disorder_in_time_is_sorted_and_noted) {
  const Recording recording = parse_csv(second([](int i, double& t, double& ax, double&) {
                                          if (i == 20) t = 0.36, ax = 10.0;  // due at 0.40
                                          if (i == 18) t = 0.37;
                                        }),
                                        "a.csv", format());
  EXPECT_EQ(recording.samples.size(), 50u);
  for (std::size_t i = 1; i < recording.time_s.size(); ++i) {
    EXPECT_LT(recording.time_s[i - 1], recording.time_s[i]);
  }
  EXPECT_FLOAT_EQ(recording.samples[18][0], 10.0f);
  ASSERT_EQ(recording.problems.size(), 1u);
  EXPECT_NE(recording.problems[0].what.find("1 samples came late"), std::string::npos);
}

TEST(Csv, of_equal_times_the_later_sample_stays) {
  const Recording recording = parse_csv(second([](int i, double& t, double& ax, double&) {
                                          if (i == 20) t = 0.38, ax = 10.0;
                                        }),
                                        "a.csv", format());
  ASSERT_EQ(recording.samples.size(), 49u);
  EXPECT_FLOAT_EQ(recording.samples[19][0], 10.0f);
  ASSERT_EQ(recording.problems.size(), 1u);
  EXPECT_NE(recording.problems[0].what.find("1 samples had the time of a later one"),
            std::string::npos);
}

TEST(Csv, time_running_backwards_is_an_error_that_names_the_row) {
  expect_error(ErrorKind::BadInput, {"time runs backwards by 0.5 s", "a.csv, row 42"}, [] {
    parse_csv(second([](int i, double& t, double&, double&) {
                if (i >= 40) t -= 0.52;
              }),
              "a.csv", format());
  });
}

TEST(Csv, a_wrong_time_unit_is_an_error) {
  expect_error(ErrorKind::BadInput, {"time steps of 20 s", "time_unit"}, [] {
    parse_csv(second([](int i, double& t, double&, double&) { t = 20.0 * i; }), "a.csv", format());
  });
  expect_error(ErrorKind::BadInput, {"time jumps ahead", "row 12"}, [] {
    parse_csv(second([](int i, double& t, double&, double&) {
                if (i >= 10) t += 1e9;
              }),
              "a.csv", format());
  });
}

TEST(Csv, units_that_do_not_fit_the_values_are_errors) {
  const std::string in_g = second([](int, double&, double& ax, double&) { ax = 1.0; });
  expect_error(ErrorKind::BadInput, {"looks like g, declared m/s2", "a.csv", "acceleration_unit"},
               [&] { parse_csv(in_g, "a.csv", format()); });
  CsvFormat as_g = format();
  as_g.acceleration_unit = "g";
  EXPECT_TRUE(parse_csv(in_g, "a.csv", as_g).problems.empty());
  expect_error(ErrorKind::BadInput, {"looks like m/s2, declared g"},
               [&] { parse_csv(second([](int, double&, double&, double&) {}), "a.csv", as_g); });
  expect_error(ErrorKind::BadInput, {"looks like deg/s, declared rad/s", "rotation_unit"}, [] {
    parse_csv(second([](int i, double&, double&, double& gx) { gx = i % 2 == 0 ? 120.0 : -3.0; }),
              "a.csv", format());
  });
}

TEST(Csv, missing_gravity_is_noted_but_no_error) {
  const Recording recording = parse_csv(
      second([](int i, double&, double& ax, double&) { ax = 0.1 * (i % 3); }), "a.csv", format());
  ASSERT_EQ(recording.problems.size(), 1u);
  EXPECT_NE(recording.problems[0].what.find("gravity seems to be taken out"), std::string::npos);
}

}  // namespace
}  // namespace ambulo::recordings
