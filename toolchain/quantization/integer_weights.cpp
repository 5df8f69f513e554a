// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/integer_weights.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "toolchain/graph/edit.h"
#include "toolchain/quantization/numbers.h"
#include "toolchain/quantization/weighted.h"

namespace ambulo::quantization {
namespace {

using graph::DataType;

constexpr std::size_t kBias = 2;
// A bias stays below, so that the sum with the products does not leave int32.
constexpr double kLargestBias = 1 << 29;

// One range for all weights, which holds the least scale that a bias asks for.
int add_uint8_weights(graph::Graph& graph, int tensor, const std::vector<double>& least_scales) {
  const graph::Tensor from = graph.tensors[static_cast<std::size_t>(tensor)];
  const std::vector<float> values = float_values(from);
  Range range;
  for (const float value : values) range.include(static_cast<double>(value));
  if (!least_scales.empty()) range.include(range.low + 255.0 * std::ranges::max(least_scales));
  const graph::Quantization numbers = activation_numbers(range, DataType::UInt8);
  const int index = add_tensor(graph, from.name, from.shape, DataType::UInt8);
  graph.tensors.back().data = quantize(values, numbers, DataType::UInt8);
  graph.tensors.back().quantization = numbers;
  return index;
}

}  // namespace

void make_integer_weights(graph::Graph& graph, graph::Operator& op, int largest) {
  const WeightOperand weight = weight_operands(op).at(0);
  const auto tensor = [&](std::size_t operand) -> graph::Tensor& {
    return graph.tensors[static_cast<std::size_t>(op.inputs[operand])];
  };
  const bool has_bias = op.inputs.size() > kBias && op.inputs[kBias] != graph::kNone;
  const double input_scale = static_cast<double>(tensor(0).quantization->scale[0]);
  const std::vector<float> bias = has_bias ? float_values(tensor(kBias)) : std::vector<float>{};

  // A channel whose weights are all but zero still has to hold its bias.
  std::vector<double> least_scales;
  for (const float value : bias) {
    least_scales.push_back(std::abs(static_cast<double>(value)) / (input_scale * kLargestBias));
  }
  if (weight.axis == kPerTensor && !bias.empty()) {
    least_scales = {std::ranges::max(least_scales)};
  }
  const DataType activations = tensor(0).type;
  op.inputs[weight.operand] =
      activations == DataType::UInt8
          ? add_uint8_weights(graph, op.inputs[weight.operand], least_scales)
          : add_int8_weights(graph, op.inputs[weight.operand], weight.axis, least_scales, largest);
  if (!has_bias) return;

  graph::Quantization numbers = *tensor(weight.operand).quantization;
  numbers.axis = 0;
  std::ranges::fill(numbers.zero_point, 0);
  for (float& scale : numbers.scale) scale = static_cast<float>(input_scale) * scale;
  const DataType type = activations == DataType::Int16 ? DataType::Int64 : DataType::Int32;
  const graph::Tensor from = tensor(kBias);
  op.inputs[kBias] = add_tensor(graph, from.name, from.shape, type);
  graph.tensors.back().data = quantize(bias, numbers, type);
  graph.tensors.back().quantization = numbers;
}

}  // namespace ambulo::quantization
