// SPDX-License-Identifier: Apache-2.0
// The classic scheme, uint8 with a zero point for weights too: results worked out by hand, and what
// is refused.
#include <gtest/gtest.h>

#include <limits>

#include "runtime/testing/test_model.h"

namespace ambulo::operators {
namespace {

using schema::BuiltinOperator;
using schema::OptionsType;
using testing::Ints;
using testing::Options;
using testing::prepare_status;
using testing::Quantization;
using testing::Session;
using testing::TestModel;
using Bytes = std::vector<uint8_t>;

constexpr auto kByte = TensorType::UInt8;

struct Numbers {
  float scale;
  int64_t zero_point;
};

const Numbers kInput = {1.0f, 3}, kOutput = {1.0f, 20};
const Quantization kWeights = {{1.0f}, {100}};

Bytes run(const TestModel& model, const Bytes& input) {
  return Session(model.bytes()).run_as<uint8_t, uint8_t>({input});
}

// `inputs` of them; weights 1 2 and -1 1 (repeated) above the zero point 100; bias 10, 0.
TestModel dense(Numbers x, const Quantization& w, Numbers y, int32_t inputs = 2) {
  TestModel m;
  const auto half = static_cast<size_t>(inputs) / 2;
  Bytes values;
  for (size_t i = 0; i < half; ++i) values.insert(values.end(), {101, 102});
  for (size_t i = 0; i < half; ++i) values.insert(values.end(), {99, 101});
  const int input = m.quantize(m.input({1, inputs}, kByte), x.scale, x.zero_point);
  const int weights = m.quantize(m.constant<uint8_t>({2, inputs}, values), w);
  const int bias = m.constant<int32_t>({2}, {10, 0});
  const int output = m.quantize(m.output({1, 2}, kByte), y.scale, y.zero_point);
  m.op(BuiltinOperator::FullyConnected, {input, weights, bias}, {output},
       Options(OptionsType::FullyConnected));
  return m;
}

// Three steps of one channel, a filter of 1 10 above the zero point 100, and SAME padding, which
// is at the end.
TestModel convolution(BuiltinOperator code, Numbers x, const Quantization& w, Numbers y) {
  const bool full = code == BuiltinOperator::Conv2d;
  TestModel m;
  const int input = m.quantize(m.input({1, 1, 3, 1}, kByte), x.scale, x.zero_point);
  const int filter = m.quantize(m.constant<uint8_t>({1, 1, 2, 1}, {101, 110}), w);
  const int output = m.quantize(m.output({1, 1, 3, 1}, kByte), y.scale, y.zero_point);
  namespace conv = schema::conv_2d_options;
  namespace depthwise = schema::depthwise_conv_2d_options;
  m.op(code, {input, filter}, {output},
       full ? Options(OptionsType::Conv2d)
                  .set(conv::kPadding, schema::Padding::Same)
                  .set(conv::kStrideW, 1)
                  .set(conv::kStrideH, 1)
            : Options(OptionsType::DepthwiseConv2d)
                  .set(depthwise::kPadding, schema::Padding::Same)
                  .set(depthwise::kStrideW, 1)
                  .set(depthwise::kStrideH, 1)
                  .set(depthwise::kDepthMultiplier, 1));
  return m;
}

TEST(ClassicUint8, dense_layers_subtract_the_zero_points_of_inputs_and_weights) {
  // 5 - 3 and 8 - 3: 2 + 10 + 10 = 22, -2 + 5 = 3; plus 20.
  EXPECT_EQ(run(dense(kInput, kWeights, kOutput), {5, 8}), (Bytes{42, 23}));
  EXPECT_EQ(run(dense(kInput, kWeights, kOutput), {255, 255}), (Bytes{255, 20}));
  EXPECT_EQ(run(dense({1.0f, 255}, kWeights, kOutput), {255, 0}), (Bytes{0, 0}));
}

TEST(ClassicUint8, convolutions_read_padding_as_the_zero_point) {
  // Of 1 2 3 above the zero point.
  for (const auto code : {BuiltinOperator::Conv2d, BuiltinOperator::DepthwiseConv2d}) {
    EXPECT_EQ(run(convolution(code, kInput, kWeights, kOutput), {4, 5, 6}), (Bytes{41, 52, 23}));
  }
}

TEST(ClassicUint8, numbers_that_cannot_be_computed_with_are_refused) {
  const float infinity = std::numeric_limits<float>::infinity();
  const auto expect_refused = [](Numbers x, const Quantization& w, Numbers y) {
    EXPECT_EQ(prepare_status(dense(x, w, y)), Status::BadQuantization);
    for (const auto code : {BuiltinOperator::Conv2d, BuiltinOperator::DepthwiseConv2d}) {
      EXPECT_EQ(prepare_status(convolution(code, x, w, y)), Status::BadQuantization);
    }
  };
  for (const float scale : {0.0f, -1.0f, infinity, std::numeric_limits<float>::quiet_NaN()}) {
    expect_refused({scale, 3}, kWeights, kOutput);
    expect_refused(kInput, {{scale}, {100}}, kOutput);
    expect_refused(kInput, kWeights, {scale, 20});
  }
  for (const int64_t zero_point : {int64_t{-1}, int64_t{256}, int64_t{1} << 40}) {
    expect_refused({1.0f, zero_point}, kWeights, kOutput);
    expect_refused(kInput, {{1.0f}, {zero_point}}, kOutput);
    expect_refused(kInput, kWeights, {1.0f, zero_point});
  }
  expect_refused({1e30f, 3}, {{1e30f}, {100}}, kOutput);  // their product is infinite
  expect_refused(kInput, {}, kOutput);
}

TEST(ClassicUint8, weights_by_channel_are_refused) {
  const Quantization by_channel = {{1.0f, 2.0f}, {100, 100}, 0};
  EXPECT_EQ(prepare_status(dense(kInput, by_channel, kOutput)), Status::BadQuantization);
}

TEST(ClassicUint8, more_products_than_a_sum_can_hold_are_refused) {
  EXPECT_EQ(prepare_status(dense(kInput, kWeights, kOutput, 1 << 15)), Status::Ok);
  EXPECT_EQ(prepare_status(dense(kInput, kWeights, kOutput, (1 << 15) + 2)), Status::BadShape);
}

TestModel softmax(float scale, Numbers y, int32_t depth = 4) {
  TestModel m;
  const int input = m.quantize(m.input({1, depth}, kByte), scale, 77);
  const int output = m.quantize(m.output({1, depth}, kByte), y.scale, y.zero_point);
  m.op(BuiltinOperator::Softmax, {input}, {output},
       Options(OptionsType::Softmax).set(schema::softmax_options::kBeta, 1.0f));
  return m;
}

TEST(ClassicUint8, softmax_gives_probabilities_in_256ths) {
  EXPECT_EQ(run(softmax(0.1f, {1.0f / 256, 0}), {9, 9, 9, 9}), (Bytes{64, 64, 64, 64}));
  // 1, e^-1, e^-2, e^-20 over their sum: 170.3, 62.7, 23.05, 0 of 256.
  EXPECT_EQ(run(softmax(0.1f, {1.0f / 256, 0}), {200, 190, 180, 0}), (Bytes{170, 63, 23, 0}));
  EXPECT_EQ(run(softmax(2.0f, {1.0f / 256, 0}), {255, 0, 0, 0}), (Bytes{255, 0, 0, 0}));
}

TEST(ClassicUint8, softmax_refuses_other_outputs_and_depths_that_its_sum_cannot_hold) {
  EXPECT_EQ(prepare_status(softmax(0.1f, {1.0f / 128, 0})), Status::BadQuantization);
  EXPECT_EQ(prepare_status(softmax(0.1f, {1.0f / 256, 1})), Status::BadQuantization);
  EXPECT_EQ(prepare_status(softmax(0.1f, {1.0f / 256, 0}, 512)), Status::BadShape);
}

TestModel binary(BuiltinOperator code, Numbers a, Numbers b, Numbers y, const Options& options) {
  TestModel m;
  const int x = m.quantize(m.input({3}, kByte), a.scale, a.zero_point);
  const int constant =
      m.quantize(m.constant<uint8_t>({3}, {10, 20, 30}), {{b.scale}, {b.zero_point}});
  m.op(code, {x, constant}, {m.quantize(m.output({3}, kByte), y.scale, y.zero_point)}, options);
  return m;
}

TEST(ClassicUint8, sums_and_products_leave_the_zero_points_out) {
  const Numbers a = {1, 100}, b = {1, 10}, y = {1, 50};
  // 1, -2, 100 and 0, 10, 20.
  const Bytes x = {101, 98, 200};
  EXPECT_EQ(run(binary(BuiltinOperator::Add, a, b, y, Options(OptionsType::Add)), x),
            (Bytes{51, 58, 170}));
  EXPECT_EQ(run(binary(BuiltinOperator::Sub, a, b, y, Options(OptionsType::Sub)), x),
            (Bytes{51, 38, 130}));
  EXPECT_EQ(run(binary(BuiltinOperator::Mul, a, b, y, Options(OptionsType::Mul)), x),
            (Bytes{50, 30, 255}));
}

TEST(ClassicUint8, the_larger_of_two_is_told_without_a_sign) {
  const Numbers n = {1, 0};
  const Bytes x = {200, 5, 30};
  EXPECT_EQ(run(binary(BuiltinOperator::Maximum, n, n, n, Options(OptionsType::MaximumMinimum)), x),
            (Bytes{200, 20, 30}));
  EXPECT_EQ(run(binary(BuiltinOperator::Minimum, n, n, n, Options(OptionsType::MaximumMinimum)), x),
            (Bytes{10, 5, 30}));
}

TestModel reduction(BuiltinOperator code, Numbers x, Numbers y) {
  TestModel m;
  const int input = m.quantize(m.input({1, 2, 2}, kByte), x.scale, x.zero_point);
  m.op(code, {input, m.constant({1}, Ints{1})},
       {m.quantize(m.output({1, 2}, kByte), y.scale, y.zero_point)}, Options(OptionsType::Reducer));
  return m;
}

TEST(ClassicUint8, means_and_sums_are_of_what_lies_above_the_zero_point) {
  const Bytes x = {250, 100, 254, 96};  // above 100: 150 and 154, 0 and -4
  EXPECT_EQ(run(reduction(BuiltinOperator::Mean, {1, 100}, {1, 100}), x), (Bytes{252, 98}));
  EXPECT_EQ(run(reduction(BuiltinOperator::Sum, {1, 100}, {2, 7}), x), (Bytes{159, 5}));
  EXPECT_EQ(run(reduction(BuiltinOperator::ReduceMax, {1, 100}, {1, 100}), x), (Bytes{254, 100}));
}

}  // namespace
}  // namespace ambulo::operators
