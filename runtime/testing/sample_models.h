// SPDX-License-Identifier: Apache-2.0
// Small valid models that use every kind of table of the format.
#pragma once

#include "runtime/testing/random_values.h"
#include "runtime/testing/test_model.h"

namespace ambulo::testing {

// A convolution, a pool, a dense layer and a softmax over (1, 16, 3).
inline TestModel convolution_model() {
  using schema::BuiltinOperator;
  using schema::OptionsType;
  namespace conv = schema::conv_2d_options;
  namespace pool = schema::pool_2d_options;
  TestModel m;
  const int x = m.input({1, 16, 3}), image = m.computed({1, 1, 16, 3});
  m.op(BuiltinOperator::Reshape, {x, m.constant({4}, Ints{1, 1, 16, 3})}, {image});
  const int filter = m.constant({4, 1, 5, 3}, random_values(60, 1));
  const int features = m.computed({1, 1, 12, 4});
  m.op(BuiltinOperator::Conv2d, {image, filter, m.constant({4}, random_values(4, 2))}, {features},
       Options(OptionsType::Conv2d)
           .set(conv::kPadding, 1)
           .set(conv::kStrideH, 1)
           .set(conv::kStrideW, 1)
           .set(conv::kActivation, 1));
  const int pooled = m.computed({1, 1, 6, 4});
  m.op(BuiltinOperator::MaxPool2d, {features}, {pooled},
       Options(OptionsType::Pool2d)
           .set(pool::kPadding, 1)
           .set(pool::kStrideH, 1)
           .set(pool::kStrideW, 2)
           .set(pool::kFilterH, 1)
           .set(pool::kFilterW, 2));
  const int weights = m.constant({2, 24}, random_values(48, 3)), logits = m.computed({1, 2});
  m.op(BuiltinOperator::FullyConnected, {pooled, weights, -1}, {logits},
       Options(OptionsType::FullyConnected));
  m.op(BuiltinOperator::Softmax, {logits}, {m.output({1, 2})},
       Options(OptionsType::Softmax).set(schema::softmax_options::kBeta, 1.0f));
  m.metadata("note", {1, 2, 3});
  return m;
}

// One LSTM layer over (1, steps, 2) with three cells.
inline TestModel lstm_model(int32_t steps, const Options& options = Options(
                                               schema::OptionsType::UnidirectionalSequenceLstm)) {
  constexpr int32_t kInputs = 2, kCells = 3;
  TestModel m;
  Ints operands(schema::lstm_operand::kCount, schema::kNoTensor);
  operands[schema::lstm_operand::kInput] = m.input({1, steps, kInputs});
  for (uint32_t gate = 0; gate < 4; ++gate) {
    operands[schema::lstm_operand::kInputToInputWeights + gate] =
        m.constant({kCells, kInputs}, random_values(6, 1 + gate));
    operands[schema::lstm_operand::kRecurrentToInputWeights + gate] =
        m.constant({kCells, kCells}, random_values(9, 5 + gate));
    operands[schema::lstm_operand::kInputGateBias + gate] =
        m.constant({kCells}, random_values(3, 9 + gate));
  }
  operands[schema::lstm_operand::kOutputState] = m.variable({1, kCells});
  operands[schema::lstm_operand::kCellState] = m.variable({1, kCells});
  Options with_tanh = options;
  with_tanh.set(schema::unidirectional_sequence_lstm_options::kActivation, 4);
  m.op(schema::BuiltinOperator::UnidirectionalSequenceLstm, operands,
       {m.output({1, steps, kCells})}, with_tanh);
  return m;
}

// Quantised and plain types, results in place, results that are known, tables, several outputs.
inline TestModel mixed_model() {
  using schema::BuiltinOperator;
  using schema::OptionsType;
  const auto int8 = TensorType::Int8, int32 = TensorType::Int32;
  TestModel m;
  const auto quantized = [&](Ints shape) {
    return m.quantize(m.computed(std::move(shape), int8), .05f, 3);
  };
  const int x = m.input({1, 8, 6}), q = quantized({1, 8, 6}), a = quantized({1, 8, 6});
  const int shape = m.computed({3}, int32), flat = quantized({1, 48}), parts = quantized({1, 24});
  const int rest = quantized({1, 24}), sum = quantized({1, 24});
  const int halves = m.constant({4, 24}, std::vector<uint16_t>(96, 0x3C00), TensorType::Float16);
  const int weights = m.computed({4, 24}), real = m.computed({1, 24});
  m.op(BuiltinOperator::Quantize, {x}, {q});
  m.op(BuiltinOperator::LeakyRelu, {q}, {a},
       Options(OptionsType::LeakyRelu).set(schema::leaky_relu_options::kAlpha, .1f));
  m.op(BuiltinOperator::Shape, {a}, {shape});
  m.op(BuiltinOperator::Reshape, {a}, {flat});
  m.op(BuiltinOperator::Split, {m.constant({}, Ints{1}), flat}, {parts, rest},
       Options(OptionsType::Split).set(schema::split_options::kNumSplits, 2));
  m.op(BuiltinOperator::Add, {parts, rest}, {sum});
  m.op(BuiltinOperator::Dequantize, {sum}, {real});
  m.op(BuiltinOperator::Dequantize, {halves}, {weights});
  m.op(BuiltinOperator::FullyConnected, {real, weights, -1}, {m.output({1, 4})},
       Options(OptionsType::FullyConnected));
  m.mark_output(shape);
  return m;
}

}  // namespace ambulo::testing
