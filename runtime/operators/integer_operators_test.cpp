// SPDX-License-Identifier: Apache-2.0
// Convolutions, dense layers, pooling and softmax of integers: results worked out by hand, and what
// is refused.
#include <gtest/gtest.h>

#include <limits>

#include "runtime/testing/test_model.h"

namespace ambulo::operators {
namespace {

using schema::BuiltinOperator;
using schema::OptionsType;
using testing::Floats;
using testing::Ints;
using testing::Options;
using testing::Quantization;
using testing::Session;
using testing::TestModel;
using Bytes = std::vector<int8_t>;

struct Numbers {
  float scale;
  int64_t zero_point;
};

Options dense_options(schema::Activation activation = schema::Activation::None) {
  return Options(OptionsType::FullyConnected)
      .set(schema::fully_connected_options::kActivation, activation);
}

// Two inputs; weights 1 2 and -1 1; bias 10, 0.
TestModel dense(Numbers x, const Quantization& w, Numbers y,
                schema::Activation activation = schema::Activation::None) {
  TestModel m;
  const int input = m.quantize(m.input({1, 2}, TensorType::Int8), x.scale, x.zero_point);
  const int weights = m.quantize(m.constant<int8_t>({2, 2}, {1, 2, -1, 1}), w);
  const int bias = m.constant<int32_t>({2}, {10, 0});
  const int output = m.quantize(m.output({1, 2}, TensorType::Int8), y.scale, y.zero_point);
  m.op(BuiltinOperator::FullyConnected, {input, weights, bias}, {output},
       dense_options(activation));
  return m;
}

const Quantization kUnit = {{1.0f}, {0}};

Bytes run(const TestModel& model, const Bytes& input) {
  return Session(model.bytes()).run_as<int8_t, int8_t>({input});
}

TEST(IntegerFullyConnected, subtracts_and_adds_zero_points) {
  // (5-1, 8-1): 4 + 14 + 10 = 28, -4 + 7 = 3; plus 20.
  EXPECT_EQ(run(dense({1, 1}, kUnit, {1, 20}), {5, 8}), (Bytes{48, 23}));
}

TEST(IntegerFullyConnected, rescales_each_output_by_its_own_scale) {
  const Quantization by_channel = {{0.5f, 2.0f}, {0, 0}, 0};
  EXPECT_EQ(run(dense({1, 1}, by_channel, {1, 0}), {5, 8}), (Bytes{14, 6}));
}

TEST(IntegerFullyConnected, limits_results_to_the_type_and_the_fused_activation) {
  EXPECT_EQ(run(dense({1, -128}, kUnit, {1, 0}), {127, -128}), (Bytes{127, -128}));
  EXPECT_EQ(run(dense({1, 0}, kUnit, {0.5f, -7}, schema::Activation::Relu), {9, 0})[1], -7);
  EXPECT_EQ(run(dense({1, 0}, kUnit, {0.5f, -7}, schema::Activation::Relu6), {9, 0})[0], 5);
}

TEST(IntegerFullyConnected, refuses_quantizations_that_cannot_be_computed) {
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float scale : {0.0f, -1.0f, infinity, std::numeric_limits<float>::quiet_NaN()}) {
    EXPECT_EQ(prepare_status(dense({scale, 0}, kUnit, {1, 0})), Status::BadQuantization) << scale;
    EXPECT_EQ(prepare_status(dense({1, 0}, kUnit, {scale, 0})), Status::BadQuantization) << scale;
    EXPECT_EQ(prepare_status(dense({1, 0}, {{scale}, {0}}, {1, 0})), Status::BadQuantization);
  }
  EXPECT_EQ(prepare_status(dense({1, 128}, kUnit, {1, 0})), Status::BadQuantization);
  EXPECT_EQ(prepare_status(dense({1, 0}, kUnit, {1, -129})), Status::BadQuantization);
  EXPECT_EQ(prepare_status(dense({1, 0}, {{1.0f}, {3}}, {1, 0})), Status::BadQuantization);
  EXPECT_EQ(prepare_status(dense({1e30f, 0}, kUnit, {1e-30f, 0})), Status::BadQuantization);
  const Quantization three_scales = {{1.0f, 1.0f, 1.0f}, {0, 0, 0}};
  EXPECT_EQ(prepare_status(dense({1, 0}, three_scales, {1, 0})), Status::BadQuantization);
}

TEST(HybridFullyConnected, gives_the_bias_for_an_input_of_zeros) {
  for (const bool asymmetric : {false, true}) {
    TestModel m;
    const int weights = m.quantize(m.constant<int8_t>({2, 2}, {1, 2, -1, 1}), kUnit);
    const int x = m.input({1, 2}), bias = m.constant<float>({2}, {0.25f, -3.0f});
    m.op(BuiltinOperator::FullyConnected, {x, weights, bias}, {m.output({1, 2})},
         dense_options().set(schema::fully_connected_options::kAsymmetricQuantizeInputs,
                             asymmetric));
    EXPECT_EQ(Session(m.bytes()).run({{0.0f, 0.0f}}), (Floats{0.25f, -3.0f}));
  }
}

// Three steps of one channel, a filter of 1 10 and SAME padding, which is at the end.
TestModel convolution(TensorType type, BuiltinOperator code, const Options& options) {
  TestModel m;
  const int input = m.quantize(m.input({1, 1, 3, 1}, type), 1.0f, type == TensorType::Int8 ? 5 : 0);
  const int filter = m.quantize(m.constant<int8_t>({1, 1, 2, 1}, {1, 10}),
                                {{1.0f}, {0}, code == BuiltinOperator::Conv2d ? 0 : 3});
  const int output = m.quantize(m.output({1, 1, 3, 1}, type), 1.0f, 0);
  m.op(code, {input, filter}, {output}, options);
  return m;
}

Options conv_options() {
  namespace options = schema::conv_2d_options;
  return Options(OptionsType::Conv2d)
      .set(options::kPadding, schema::Padding::Same)
      .set(options::kStrideW, 1)
      .set(options::kStrideH, 1);
}

Options depthwise_options() {
  namespace options = schema::depthwise_conv_2d_options;
  return Options(OptionsType::DepthwiseConv2d)
      .set(options::kPadding, schema::Padding::Same)
      .set(options::kStrideW, 1)
      .set(options::kStrideH, 1)
      .set(options::kDepthMultiplier, 1);
}

TEST(IntegerConvolutions, read_padding_as_the_zero_point) {
  const Bytes expected = {21, 32, 3};  // of 1 2 3 above the zero point
  EXPECT_EQ(run(convolution(TensorType::Int8, BuiltinOperator::Conv2d, conv_options()), {6, 7, 8}),
            expected);
  EXPECT_EQ(
      run(convolution(TensorType::Int8, BuiltinOperator::DepthwiseConv2d, depthwise_options()),
          {6, 7, 8}),
      expected);
}

TEST(IntegerConvolutions, take_activations_of_int16) {
  const std::vector<int16_t> input = {100, -200, 300}, expected = {-1900, 2800, 300};
  for (const auto& model :
       {convolution(TensorType::Int16, BuiltinOperator::Conv2d, conv_options()),
        convolution(TensorType::Int16, BuiltinOperator::DepthwiseConv2d, depthwise_options())}) {
    EXPECT_EQ((Session(model.bytes()).run_as<int16_t, int16_t>({input})), expected);
  }
}

TEST(IntegerConvolutions, refuse_int8_weights_beside_uint8) {
  for (const auto& [code, options] :
       {std::pair(BuiltinOperator::Conv2d, conv_options()),
        std::pair(BuiltinOperator::DepthwiseConv2d, depthwise_options())}) {
    EXPECT_EQ(prepare_status(convolution(TensorType::UInt8, code, options)),
              Status::UnsupportedType);
  }
}

TestModel pool(BuiltinOperator code, Numbers x, Numbers y) {
  namespace options = schema::pool_2d_options;
  TestModel m;
  const int input = m.quantize(m.input({1, 1, 6, 1}, TensorType::Int8), x.scale, x.zero_point);
  const int output = m.quantize(m.output({1, 1, 3, 1}, TensorType::Int8), y.scale, y.zero_point);
  m.op(code, {input}, {output},
       Options(OptionsType::Pool2d)
           .set(options::kPadding, schema::Padding::Valid)
           .set(options::kStrideW, 2)
           .set(options::kStrideH, 1)
           .set(options::kFilterW, 2)
           .set(options::kFilterH, 1));
  return m;
}

TEST(IntegerPooling, averages_round_halves_away_from_zero) {
  EXPECT_EQ(run(pool(BuiltinOperator::AveragePool2d, {1, 9}, {1, 9}), {1, 2, -1, -2, 4, 6}),
            (Bytes{2, -2, 5}));
}

TEST(IntegerPooling, refuses_to_rescale) {
  for (const auto code : {BuiltinOperator::MaxPool2d, BuiltinOperator::AveragePool2d}) {
    EXPECT_EQ(prepare_status(pool(code, {1, 0}, {2, 0})), Status::BadQuantization);
    EXPECT_EQ(prepare_status(pool(code, {1, 0}, {1, 1})), Status::BadQuantization);
  }
}

TestModel softmax(float scale, Numbers y, int32_t depth = 4) {
  TestModel m;
  const int input = m.quantize(m.input({1, depth}, TensorType::Int8), scale, 0);
  const int output = m.quantize(m.output({1, depth}, TensorType::Int8), y.scale, y.zero_point);
  m.op(BuiltinOperator::Softmax, {input}, {output},
       Options(OptionsType::Softmax).set(schema::softmax_options::kBeta, 1.0f));
  return m;
}

TEST(IntegerSoftmax, gives_probabilities_in_256ths) {
  EXPECT_EQ(run(softmax(0.1f, {1.0f / 256, -128}), {9, 9, 9, 9}), (Bytes{-64, -64, -64, -64}));
  // 1, e^-1, e^-2, e^-20 over their sum: 170.3, 62.7, 23.05, 0 of 256.
  EXPECT_EQ(run(softmax(0.1f, {1.0f / 256, -128}), {100, 90, 80, -100}),
            (Bytes{170 - 128, 63 - 128, 23 - 128, -128}));
}

TEST(IntegerSoftmax, refuses_other_outputs_and_depths_that_its_sum_cannot_hold) {
  EXPECT_EQ(prepare_status(softmax(0.1f, {1.0f / 128, -128})), Status::BadQuantization);
  EXPECT_EQ(prepare_status(softmax(0.1f, {1.0f / 256, 0})), Status::BadQuantization);
  EXPECT_EQ(prepare_status(softmax(0.1f, {1.0f / 256, -128}, 511)), Status::Ok);
  EXPECT_EQ(prepare_status(softmax(0.1f, {1.0f / 256, -128}, 512)), Status::BadShape);
}

}  // namespace
}  // namespace ambulo::operators
