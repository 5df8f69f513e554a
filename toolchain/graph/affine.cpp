// SPDX-License-Identifier: Apache-2.0
// Behind: W' = scale W by row, b' = scale b + offset.
// Before: W' = W scale by input channel, b' = b + W offset. Weights are rounded once, at the end.
#include "toolchain/graph/affine.h"

#include <algorithm>
#include <cmath>

#include "runtime/model/tflite_schema.h"
#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"

namespace ambulo::graph {
namespace {

// Weights (rows, columns), rows being the outputs, and one bias per row.
struct Linear {
  std::size_t rows, columns;
  std::vector<double> weights, bias;
};

const Tensor& tensor_at(const Graph& graph, int index) {
  return graph.tensors[static_cast<std::size_t>(index)];
}

bool is_float_constant(const Graph& graph, int index) {
  return index != kNone && is_constant(tensor_at(graph, index)) &&
         tensor_at(graph, index).type == DataType::Float32;
}

std::vector<double> doubles(const Tensor& tensor) {
  const std::vector<float> values = float_values(tensor);
  return {values.begin(), values.end()};
}

// weights and bias: places among the operands of op.
std::optional<Linear> read_linear(const Graph& graph, const Operator& op, std::size_t weights,
                                  std::size_t bias) {
  if (weights >= op.inputs.size() || !is_float_constant(graph, op.inputs[weights])) return {};
  const Tensor& tensor = tensor_at(graph, op.inputs[weights]);
  Linear linear;
  linear.rows = static_cast<std::size_t>(tensor.shape.at(0));
  linear.weights = doubles(tensor);
  linear.columns = linear.weights.size() / linear.rows;
  const bool has_bias = bias < op.inputs.size() && op.inputs[bias] != kNone;
  if (has_bias && !is_float_constant(graph, op.inputs[bias])) return {};
  linear.bias =
      has_bias ? doubles(tensor_at(graph, op.inputs[bias])) : std::vector<double>(linear.rows, 0.0);
  return linear;
}

void write_linear(Graph& graph, std::size_t index, const Linear& linear, std::size_t weights,
                  std::size_t bias) {
  const Operator& op = graph.operators[index];
  const Tensor old = tensor_at(graph, op.inputs[weights]);
  const bool has_bias = bias < op.inputs.size() && op.inputs[bias] != kNone;
  const std::string bias_name =
      has_bias ? tensor_at(graph, op.inputs[bias]).name : old.name + "/bias";
  const int new_weights = add_constant(graph, old.name, old.shape, to_float(linear.weights));
  const int new_bias = add_constant(graph, bias_name, {static_cast<std::int32_t>(linear.rows)},
                                    to_float(linear.bias));
  auto& inputs = graph.operators[index].inputs;
  inputs.resize(std::max(inputs.size(), bias + 1), kNone);
  inputs[weights] = new_weights;
  inputs[bias] = new_bias;
}

bool apply_before(Linear& linear, const Affine& affine) {
  const std::size_t channels = affine.scale.size();
  if (channels == 0 || linear.columns % channels != 0) return false;
  for (std::size_t r = 0; r < linear.rows; ++r) {
    for (std::size_t i = 0; i < linear.columns; ++i) {
      double& weight = linear.weights[r * linear.columns + i];
      linear.bias[r] += weight * affine.offset[i % channels];
      weight *= affine.scale[i % channels];
    }
  }
  return true;
}

// The pairs (weights, bias) of operands that see the input of op; empty: op is not linear in it.
// Behind `Same` padding zeros enter the sum, so an offset cannot be moved past it.
std::vector<std::pair<std::size_t, std::size_t>> input_weights(const Operator& op) {
  namespace operand = schema::lstm_operand;
  if (const auto* conv = std::get_if<Conv2d>(&op.attributes)) {
    if (conv->padding == Padding::Valid) return {{1, 2}};
  } else if (std::holds_alternative<FullyConnected>(op.attributes)) {
    return {{1, 2}};
  } else if (std::holds_alternative<UnidirectionalSequenceLstm>(op.attributes) &&
             op.inputs.size() == operand::kCount && op.inputs[operand::kInputLayerNorm] == kNone) {
    return {{operand::kInputToInputWeights, operand::kInputGateBias},
            {operand::kInputToForgetWeights, operand::kForgetGateBias},
            {operand::kInputToCellWeights, operand::kCellGateBias},
            {operand::kInputToOutputWeights, operand::kOutputGateBias}};
  }
  return {};
}

}  // namespace

Affine affine_of(const Graph& graph, const Operator& op) {
  const auto values = [&](std::size_t i) { return doubles(tensor_at(graph, op.inputs[i])); };
  const auto gamma = values(1), beta = values(2), mean = values(3), variance = values(4);
  const double epsilon = static_cast<double>(std::get<BatchNorm>(op.attributes).epsilon);
  Affine affine;
  for (std::size_t c = 0; c < gamma.size(); ++c) {
    const double scale = gamma[c] / std::sqrt(variance[c] + epsilon);
    const double offset = beta[c] - mean[c] * scale;
    if (!std::isfinite(scale) || !std::isfinite(offset)) {
      throw Error(ErrorKind::BadInput, "batch norm has a channel that is not finite",
                  tensor_at(graph, op.outputs[0]).name, "the training has diverged");
    }
    affine.scale.push_back(scale);
    affine.offset.push_back(offset);
  }
  return affine;
}

Affine repeated(const Affine& affine, std::size_t times) {
  Affine result;
  for (std::size_t i = 0; i < times; ++i) {
    result.scale.insert(result.scale.end(), affine.scale.begin(), affine.scale.end());
    result.offset.insert(result.offset.end(), affine.offset.begin(), affine.offset.end());
  }
  return result;
}

std::vector<float> to_float(const std::vector<double>& values) {
  std::vector<float> result(values.size());
  std::ranges::transform(values, result.begin(), [](double x) { return static_cast<float>(x); });
  return result;
}

bool fold_behind(Graph& graph, std::size_t op, const Affine& affine) {
  const Attributes& attributes = graph.operators[op].attributes;
  const auto* conv = std::get_if<Conv2d>(&attributes);
  const auto* dense = std::get_if<FullyConnected>(&attributes);
  const bool plain = (conv && conv->activation == Activation::None) ||
                     (dense && dense->activation == Activation::None);
  if (!plain) return false;
  auto linear = read_linear(graph, graph.operators[op], 1, 2);
  if (!linear || linear->rows != affine.scale.size()) return false;
  for (std::size_t r = 0; r < linear->rows; ++r) {
    for (std::size_t i = 0; i < linear->columns; ++i) {
      linear->weights[r * linear->columns + i] *= affine.scale[r];
    }
    linear->bias[r] = linear->bias[r] * affine.scale[r] + affine.offset[r];
  }
  write_linear(graph, op, *linear, 1, 2);
  return true;
}

bool fold_before(Graph& graph, std::size_t op, const Affine& affine) {
  const auto places = input_weights(graph.operators[op]);
  for (const auto& [weights, bias] : places) {
    auto linear = read_linear(graph, graph.operators[op], weights, bias);
    if (!linear || !apply_before(*linear, affine)) return false;
    write_linear(graph, op, *linear, weights, bias);
  }
  return !places.empty();
}

}  // namespace ambulo::graph
