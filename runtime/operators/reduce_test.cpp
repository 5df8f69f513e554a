// SPDX-License-Identifier: Apache-2.0
// MEAN, SUM, REDUCE_MAX and BATCH_MATMUL, worked out by hand.
#include <gtest/gtest.h>

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

template <typename T>
TestModel model(BuiltinOperator code, Ints from, Ints to, const Ints& axes, bool keep_dims, Scale x,
                Scale y) {
  const TensorType type = testing::type_of<T>();
  TestModel m;
  const int input = m.quantize(m.input(from, type), x.scale, x.zero_point);
  const int list = m.constant({static_cast<int32_t>(axes.size())}, axes);
  m.op(code, {input, list}, {m.quantize(m.output(to, type), y.scale, y.zero_point)},
       Options(OptionsType::Reducer).set(schema::reducer_options::kKeepDims, keep_dims));
  return m;
}

template <typename T>
std::vector<T> run(const TestModel& m, const std::vector<T>& x) {
  return Session(m.bytes()).run_as<T, T>({x});
}

TEST(Mean, of_integers_is_rounded_half_away_from_zero) {
  const auto time =
      model<int8_t>(BuiltinOperator::Mean, {1, 2, 3}, {1, 3}, {1}, false, {.5f, 2}, {.5f, 2});
  EXPECT_EQ(run<int8_t>(time, {2, 4, -8, 4, 5, -8}), (std::vector<int8_t>{3, 5, -8}));
  const auto rescaled =
      model<int8_t>(BuiltinOperator::Mean, {4}, {}, {0}, false, {.5f, 0}, {.25f, 7});
  EXPECT_EQ(run<int8_t>(rescaled, {1, 2, 3, 4}), (std::vector<int8_t>{12}));
  EXPECT_EQ(run<int8_t>(rescaled, {127, 127, 127, 127}), (std::vector<int8_t>{127}));
  const auto wide =
      model<int16_t>(BuiltinOperator::Mean, {2, 2}, {2, 1}, {-1}, true, {1, 0}, {1, 0});
  EXPECT_EQ(run<int16_t>(wide, {30000, 32000, -7, 3}), (std::vector<int16_t>{31000, -2}));
}

TEST(Sum, adds_without_the_zero_point) {
  const auto m = model<int8_t>(BuiltinOperator::Sum, {2, 2}, {2}, {0}, false, {.5f, 1}, {1, 3});
  EXPECT_EQ(run<int8_t>(m, {5, 100, 3, 127}), (std::vector<int8_t>{6, 116}));
  const auto f = model<float>(BuiltinOperator::Sum, {2, 3}, {1, 3}, {0}, true, {1, 0}, {1, 0});
  EXPECT_EQ(run<float>(f, {1, 2, 3, 4, 5, 6}), (Floats{5, 7, 9}));
}

TEST(ReduceMax, takes_the_largest) {
  const Scale s = {.5f, 3};
  const auto m = model<int8_t>(BuiltinOperator::ReduceMax, {1, 3, 2}, {1, 2}, {1}, false, s, s);
  EXPECT_EQ(run<int8_t>(m, {-5, 9, -3, -128, -4, 8}), (std::vector<int8_t>{-3, 9}));
  const auto f = model<float>(BuiltinOperator::ReduceMax, {2, 2}, {}, {0, 1}, false, s, s);
  EXPECT_EQ(run<float>(f, {-4, -1, -2, -3}), (Floats{-1}));
  const auto w =
      model<int16_t>(BuiltinOperator::ReduceMax, {2, 2}, {2, 1}, {1}, true, {1, 0}, {1, 0});
  EXPECT_EQ(run<int16_t>(w, {-4, -1, 300, -3}), (std::vector<int16_t>{-1, 300}));
  EXPECT_EQ(
      prepare_status(model<int8_t>(BuiltinOperator::ReduceMax, {2}, {}, {0}, false, s, {1, 3})),
      Status::BadQuantization);
}

TEST(ArgMax, finds_the_first_largest) {
  for (const auto index : {TensorType::Int32, TensorType::Int64}) {
    TestModel m;
    m.op(BuiltinOperator::ArgMax, {m.input({2, 3, 2}, TensorType::Int8), m.constant({}, Ints{1})},
         {m.output({2, 2}, index)});
    Session session(m.bytes());
    const std::vector<std::vector<int8_t>> x = {{1, 9, 5, 9, 5, 7, -1, -9, -2, -9, -3, -8}};
    if (index == TensorType::Int32)
      EXPECT_EQ((session.run_as<int32_t, int8_t>(x)), (Ints{1, 0, 0, 2}));
    else
      EXPECT_EQ((session.run_as<int64_t, int8_t>(x)), (std::vector<int64_t>{1, 0, 0, 2}));
  }
  TestModel m;
  m.op(BuiltinOperator::ArgMax, {m.input({1, 4}), m.constant({1}, Ints{-1})},
       {m.output({1}, TensorType::Int32)});
  EXPECT_EQ((Session(m.bytes()).run_as<int32_t, float>({{0, -1, 3, 2}})), (Ints{2}));
}

TEST(Reductions, refuse_bad_axes_and_scales) {
  for (const auto code : {BuiltinOperator::Mean, BuiltinOperator::Sum}) {
    EXPECT_EQ(prepare_status(model<int8_t>(code, {2}, {}, {1}, false, {1, 0}, {1, 0})),
              Status::BadShape);
    EXPECT_EQ(prepare_status(model<int8_t>(code, {2}, {}, {0}, false, {0, 0}, {1, 0})),
              Status::BadQuantization);
    EXPECT_EQ(prepare_status(model<int16_t>(code, {2}, {}, {0}, false, {1, 5}, {1, 0})),
              Status::BadQuantization);
    EXPECT_EQ(prepare_status(model<int32_t>(code, {2}, {}, {0}, false, {1, 0}, {1, 0})),
              Status::UnsupportedType);
  }
}

template <typename T>
TestModel product(Ints x, Ints y, Ints z, bool swap_x, bool swap_y) {
  namespace options = schema::batch_matmul_options;
  const TensorType type = testing::type_of<T>();
  TestModel m;
  const int a = m.quantize(m.input(x, type), 1.0f, 1), b = m.quantize(m.input(y, type), .5f, -1);
  m.op(BuiltinOperator::BatchMatmul, {a, b}, {m.quantize(m.output(z, type), 1.0f, 2)},
       Options(OptionsType::BatchMatMul)
           .set(options::kAdjointX, swap_x)
           .set(options::kAdjointY, swap_y));
  return m;
}

TEST(BatchMatmul, multiplies_stacks_of_matrices) {
  const auto floats = [](const TestModel& m, const Floats& x, const Floats& y) {
    return Session(m.bytes()).run({x, y});
  };
  const Floats x = {1, 2, 3, 4}, y = {5, 6, 7, 8};
  EXPECT_EQ(floats(product<float>({2, 2}, {2, 2}, {2, 2}, false, false), x, y),
            (Floats{19, 22, 43, 50}));
  EXPECT_EQ(floats(product<float>({2, 2}, {2, 2}, {2, 2}, true, false), x, y),
            (Floats{26, 30, 38, 44}));
  EXPECT_EQ(floats(product<float>({2, 2}, {2, 2}, {2, 2}, false, true), x, y),
            (Floats{17, 23, 39, 53}));
  EXPECT_EQ(floats(product<float>({2, 1, 2}, {2, 1}, {2, 1, 1}, false, false), x, {5, 6}),
            (Floats{17, 39}));
}

TEST(BatchMatmul, of_int8_subtracts_zero_points) {
  const auto m = product<int8_t>({1, 2}, {2, 2}, {1, 2}, false, false);
  // (1, 3) x ((2, 4), (6, 100)) / 2 + 2
  EXPECT_EQ((Session(m.bytes()).run_as<int8_t, int8_t>({{2, 4}, {1, 3, 5, 99}})),
            (std::vector<int8_t>{12, 127}));
}

TEST(BatchMatmul, refuses_what_does_not_fit) {
  EXPECT_EQ(prepare_status(product<float>({2, 3}, {2, 2}, {2, 2}, false, false)), Status::BadShape);
  EXPECT_EQ(prepare_status(product<float>({2, 2, 2}, {3, 2, 2}, {3, 2, 2}, false, false)),
            Status::BadShape);
  EXPECT_EQ(prepare_status(product<float>({1, 2, 2}, {1, 2, 2}, {3, 2, 2}, false, false)),
            Status::BadShape);
  EXPECT_EQ(prepare_status(product<float>({2}, {2, 2}, {2, 2}, false, false)), Status::BadShape);
}

}  // namespace
}  // namespace ambulo::operators
