// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/integer_lstm.h"

#include <algorithm>
#include <cmath>

#include "runtime/model/tflite_schema.h"
#include "toolchain/graph/edit.h"
#include "toolchain/quantization/numbers.h"
#include "toolchain/quantization/weighted.h"

namespace ambulo::quantization {
namespace {

using graph::DataType;
using graph::Quantization;
namespace operand = schema::lstm_operand;

constexpr std::size_t kGates = 4;
constexpr float kGateScale = 1.0f / 4096.0f;
constexpr int kLeastExponent = -15, kLargestExponent = -9;  // of the cell state's scale

double extent_of(const Range& range) {
  return std::max(-range.low, range.high);
}

// The least power of two whose 32768 steps reach the range; beyond what kernels take, the largest:
// there the state is held at 64, where its tanh has long been 1.
float cell_scale(const Range& range) {
  int exponent = kLeastExponent;
  while (exponent < kLargestExponent && std::ldexp(32767.0, exponent) < extent_of(range)) {
    ++exponent;
  }
  return static_cast<float>(std::ldexp(1.0, exponent));
}

void store_bias(graph::Graph& graph, int& bias, float scale) {
  const graph::Tensor from = graph.tensors[static_cast<std::size_t>(bias)];
  const Quantization numbers = fixed_numbers(scale, 0);
  bias = add_tensor(graph, from.name, from.shape, DataType::Int32);
  graph.tensors.back().data = quantize(float_values(from), numbers, DataType::Int32);
  graph.tensors.back().quantization = numbers;
}

// A tensor that only says its numbers, of no elements; one for all layers that say the same.
int intermediate(graph::Graph& graph, DataType type, const Quantization& numbers) {
  const auto same = [&](const graph::Tensor& tensor) {
    return tensor.type == type && tensor.shape == graph::Shape{0} && tensor.quantization &&
           tensor.quantization->scale == numbers.scale &&
           tensor.quantization->zero_point == numbers.zero_point;
  };
  const auto known = std::ranges::find_if(graph.tensors, same);
  if (known != graph.tensors.end()) return static_cast<int>(known - graph.tensors.begin());
  const int index = add_tensor(graph, "", {0}, type);
  graph.tensors.back().quantization = numbers;
  return index;
}

}  // namespace

void make_integer_lstm(graph::Graph& graph, graph::Operator& op, const Calibration& calibration,
                       int largest) {
  const auto numbers = [&](int tensor) -> std::optional<Quantization>& {
    return graph.tensors[static_cast<std::size_t>(tensor)].quantization;
  };
  const auto store = [&](int tensor, DataType type, const Quantization& as) {
    graph.tensors[static_cast<std::size_t>(tensor)].type = type;
    numbers(tensor) = as;
  };
  const Quantization hidden = *numbers(op.outputs[0]);
  const int cell = op.inputs[operand::kCellState];
  const Range& range = calibration.ranges[static_cast<std::size_t>(cell)];
  store(op.inputs[operand::kOutputState], DataType::Int8, hidden);
  store(cell, DataType::Int16, fixed_numbers(cell_scale(range), 0));

  const float input_scale = numbers(op.inputs[operand::kInput])->scale[0];
  for (const auto& [weights, axis] : weight_operands(op)) {
    op.inputs[weights] = add_int8_weights(graph, op.inputs[weights], axis, {}, largest);
  }
  for (std::size_t gate = 0; gate < kGates; ++gate) {
    const int weights = op.inputs[operand::kInputToInputWeights + gate];
    const float scale = input_scale * numbers(weights)->scale[0];
    store_bias(graph, op.inputs[operand::kInputGateBias + gate], scale);
  }
  // The kernel reads the last alone; the four before it are gates, all in the same numbers.
  const int gates = intermediate(graph, DataType::Int16, fixed_numbers(kGateScale, 0));
  op.intermediates.assign(kGates, gates);
  op.intermediates.push_back(intermediate(graph, DataType::Int8, hidden));
}

std::optional<double> overflowing_cell_state(const graph::Operator& op,
                                             const Calibration& calibration) {
  if (!std::holds_alternative<graph::UnidirectionalSequenceLstm>(op.attributes)) return {};
  const auto cell = static_cast<std::size_t>(op.inputs[operand::kCellState]);
  const double extent = extent_of(calibration.ranges[cell]);
  return extent > std::ldexp(32767.0, kLargestExponent) ? std::optional(extent) : std::nullopt;
}

}  // namespace ambulo::quantization
