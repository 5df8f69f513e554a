// SPDX-License-Identifier: Apache-2.0
// Binary operators on integers, worked out by hand.
#include <gtest/gtest.h>

#include <cmath>

#include "runtime/testing/test_model.h"

namespace ambulo::operators {
namespace {

using schema::BuiltinOperator;
using schema::OptionsType;
using testing::Floats;
using testing::Ints;
using testing::Options;
using testing::prepare_status;
using testing::Session;
using testing::TestModel;

struct Scale {
  float scale;
  int zero_point;
};

Options general(int activation = 0) {
  return Options(OptionsType::Add)
      .set(schema::add_options::kActivation, activation)
      .set(schema::add_options::kPotScaleInt16, 0);
}

template <typename T>
TestModel model(BuiltinOperator code, Ints a, Ints b, Ints y, Scale sa, Scale sb, Scale sy,
                const Options& options = Options()) {
  const TensorType type = testing::type_of<T>();
  TestModel m;
  const int left = m.quantize(m.input(a, type), sa.scale, sa.zero_point);
  const int right = m.quantize(m.input(b, type), sb.scale, sb.zero_point);
  m.op(code, {left, right}, {m.quantize(m.output(y, type), sy.scale, sy.zero_point)}, options);
  return m;
}

template <typename T>
std::vector<T> run(const TestModel& m, const std::vector<T>& a, const std::vector<T>& b) {
  return Session(m.bytes()).run_as<T, T>({a, b});
}

TEST(Add, brings_both_operands_to_the_scale_of_the_output) {
  using Bytes = std::vector<int8_t>;
  // .5 (a - 2) + .25 (b + 4), in units of 1, from 1
  const auto m = model<int8_t>(BuiltinOperator::Add, {4}, {4}, {4}, {.5f, 2}, {.25f, -4}, {1, 1});
  EXPECT_EQ(run<int8_t>(m, {2, 6, -2, 127}, {-4, 4, -12, 127}), (Bytes{1, 5, -3, 96}));
  const auto subtract =
      model<int8_t>(BuiltinOperator::Sub, {2, 2}, {2}, {2, 2}, {.5f, 2}, {.25f, -4}, {1, 1});
  EXPECT_EQ(run<int8_t>(subtract, {2, 6, -2, 127}, {-4, 4}), (Bytes{1, 1, -1, 62}));
  const auto relu =
      model<int8_t>(BuiltinOperator::Add, {3}, {1}, {3}, {1, 0}, {1, 0}, {1, 10}, general(1));
  EXPECT_EQ(run<int8_t>(relu, {-50, 0, 127}, {-3}), (Bytes{10, 10, 127}));
}

TEST(Add, of_int16_keeps_the_bits_of_both) {
  using Words = std::vector<int16_t>;
  const auto m = model<int16_t>(BuiltinOperator::Add, {3}, {3}, {3}, {.5f, 0}, {.25f, 0}, {.75f, 0},
                                general());
  EXPECT_EQ(run<int16_t>(m, {3, -30000, 32767}, {6, 3, 32767}), (Words{4, -19999, 32767}));
  const auto s = model<int16_t>(BuiltinOperator::Sub, {2}, {2}, {2}, {.3f, 0}, {.3f, 0}, {.3f, 0});
  EXPECT_EQ(run<int16_t>(s, {3, -32768}, {6, 32767}), (Words{-3, -32768}));
}

TEST(Add, refuses_old_files_that_add_by_shifts) {
  const auto status = [](Scale a, Scale b, const Options& options) {
    return prepare_status(
        model<int16_t>(BuiltinOperator::Add, {2}, {2}, {2}, a, b, {.5f, 0}, options));
  };
  EXPECT_EQ(status({.5f, 0}, {.25f, 0}, Options(OptionsType::Add)), Status::UnsupportedOperator);
  EXPECT_EQ(status({.5f, 0}, {.5f, 0}, Options(OptionsType::Add)), Status::Ok);
  EXPECT_EQ(status({.5f, 0}, {.3f, 0}, Options(OptionsType::Add)), Status::Ok);
  EXPECT_EQ(status({.5f, 0}, {.25f, 0}, general()), Status::Ok);
}

TEST(Mul, multiplies_numbers_without_zero_points) {
  const auto m = model<int8_t>(BuiltinOperator::Mul, {4}, {1}, {4}, {.5f, 2}, {.25f, -4}, {1, 1},
                               Options(OptionsType::Mul));
  EXPECT_EQ(run<int8_t>(m, {2, 10, -6, 127}, {4}), (std::vector<int8_t>{1, 9, -7, 126}));
  const auto wide = model<int16_t>(BuiltinOperator::Mul, {2}, {2}, {2}, {1.0f / 32768, 0},
                                   {1.0f / 32768, 0}, {1.0f / 32768, 0});
  EXPECT_EQ(run<int16_t>(wide, {16384, -32768}, {16384, -32768}),
            (std::vector<int16_t>{8192, 32767}));
}

TEST(Extrema, compare_numbers_of_one_scale) {
  const Scale s = {.5f, 3};
  const auto max = model<int8_t>(BuiltinOperator::Maximum, {3}, {1}, {3}, s, s, s);
  EXPECT_EQ(run<int8_t>(max, {-5, 0, 7}, {1}), (std::vector<int8_t>{1, 1, 7}));
  const auto min = model<int8_t>(BuiltinOperator::Minimum, {3}, {1}, {3}, s, s, s);
  EXPECT_EQ(run<int8_t>(min, {-5, 0, 7}, {1}), (std::vector<int8_t>{-5, 0, 1}));
  EXPECT_EQ(prepare_status(model<int8_t>(BuiltinOperator::Minimum, {1}, {1}, {1}, s, {.25f, 3}, s)),
            Status::BadQuantization);
  TestModel m;
  m.op(BuiltinOperator::Minimum, {m.input({2}), m.constant({1}, Floats{2})}, {m.output({2})});
  EXPECT_EQ(Session(m.bytes()).run({{1, 3}}), (Floats{1, 2}));
}

TEST(SquaredDifference, squares_the_difference) {
  TestModel m;
  m.op(BuiltinOperator::SquaredDifference, {m.input({3}), m.constant({1}, Floats{2})},
       {m.output({3})});
  EXPECT_EQ(Session(m.bytes()).run({{1, 2, 5}}), (Floats{1, 0, 9}));
}

TEST(SquaredDifference, of_int8_is_rescaled) {
  // (.5 a - .25 (b + 4))^2 in units of .5, from -10
  const auto m = model<int8_t>(BuiltinOperator::SquaredDifference, {3}, {3}, {3}, {.5f, 0},
                               {.25f, -4}, {.5f, -10});
  EXPECT_EQ(run<int8_t>(m, {2, 4, 20}, {-4, 4, -4}), (std::vector<int8_t>{-8, -10, 127}));
}

TEST(Prelu, multiplies_what_is_negative_by_its_alpha) {
  TestModel floats;
  floats.op(BuiltinOperator::Prelu, {floats.input({2, 2}), floats.constant({2}, Floats{.5f, 2})},
            {floats.output({2, 2})});
  EXPECT_EQ(Session(floats.bytes()).run({{-4, -4, 4, 3}}), (Floats{-2, -8, 4, 3}));
  const auto m =
      model<int8_t>(BuiltinOperator::Prelu, {2, 2}, {2}, {2, 2}, {1, 2}, {.25f, 1}, {.5f, 0});
  EXPECT_EQ(run<int8_t>(m, {-6, -6, 2, 12}, {3, -3}), (std::vector<int8_t>{-8, 16, 0, 20}));
  EXPECT_EQ(prepare_status(
                model<int8_t>(BuiltinOperator::Prelu, {2}, {2, 2}, {2, 2}, {1, 2}, {1, 1}, {1, 0})),
            Status::BadShape);
}

template <typename T>
void expect_plain(BuiltinOperator code, const std::vector<T>& expected) {
  TestModel m;
  const TensorType type = testing::type_of<T>();
  m.op(code, {m.input({3}, type), m.input({1}, type)}, {m.output({3}, type)});
  EXPECT_EQ(run<T>(m, {7, -2, std::numeric_limits<T>::max()}, {2}), expected);
}

TEST(PlainIntegers, wrap_round) {
  expect_plain<int32_t>(BuiltinOperator::Add, {9, 0, INT32_MIN + 1});
  expect_plain<int32_t>(BuiltinOperator::Sub, {5, -4, INT32_MAX - 2});
  expect_plain<int32_t>(BuiltinOperator::Mul, {14, -4, -2});
  expect_plain<int64_t>(BuiltinOperator::Add, {9, 0, INT64_MIN + 1});
  expect_plain<int64_t>(BuiltinOperator::Mul, {14, -4, -2});
}

TEST(Binary, refuses_hostile_scales) {
  for (const auto code : {BuiltinOperator::Add, BuiltinOperator::Sub, BuiltinOperator::Mul}) {
    const Scale good = {.5f, 0};
    for (const Scale& bad : {Scale{0, 0}, Scale{-1, 0}, Scale{NAN, 0}, Scale{INFINITY, 0},
                             Scale{1, 128}, Scale{1, -129}}) {
      const auto status = [&](Scale a, Scale b, Scale y) {
        return prepare_status(model<int8_t>(code, {2}, {2}, {2}, a, b, y));
      };
      EXPECT_EQ(status(bad, good, good), Status::BadQuantization);
      EXPECT_EQ(status(good, bad, good), Status::BadQuantization);
      EXPECT_EQ(status(good, good, bad), Status::BadQuantization);
    }
    EXPECT_EQ(
        prepare_status(model<int8_t>(code, {2}, {2}, {2}, {1e20f, 0}, {1e20f, 0}, {1e-20f, 0})),
        Status::BadQuantization);
  }
}

}  // namespace
}  // namespace ambulo::operators
