// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/raise_batch_norm.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "toolchain/graph/edit.h"

namespace ambulo::graph {
namespace {

const Tensor& tensor_at(const Graph& graph, int index) {
  return graph.tensors[static_cast<std::size_t>(index)];
}

// The constant as one number for each channel of the other operand.
std::optional<std::vector<float>> per_channel(const Graph& graph, int constant, int other) {
  const Tensor& numbers = tensor_at(graph, constant);
  const Shape& shape = tensor_at(graph, other).shape;
  if (!is_constant(numbers) || is_constant(tensor_at(graph, other)) || shape.empty() ||
      numbers.type != DataType::Float32 || numbers.shape.size() > shape.size()) {
    return std::nullopt;
  }
  std::vector<float> values = float_values(numbers);
  const auto channels = static_cast<std::size_t>(shape.back());
  if (values.size() == 1) return std::vector<float>(channels, values[0]);
  const bool by_channel = values.size() == channels && numbers.shape.back() == shape.back();
  return by_channel ? std::optional(std::move(values)) : std::nullopt;
}

// Turns op into y = gamma x + beta of its variable operand, if it is that.
bool raise(Graph& graph, std::size_t index) {
  const Operator op = graph.operators[index];
  const auto* both = std::get_if<Elementwise>(&op.attributes);
  if (!both || both->activation != Activation::None) return false;
  using Kind = Elementwise::Kind;
  const bool is_sum = both->kind == Kind::Add || both->kind == Kind::Sub;
  const bool is_product = both->kind == Kind::Mul || both->kind == Kind::Div;
  const bool commutes = both->kind == Kind::Add || both->kind == Kind::Mul;
  if (!is_sum && !is_product) return false;
  int variable = op.inputs[0];
  auto values = per_channel(graph, op.inputs[1], op.inputs[0]);
  if (!values && commutes) {
    variable = op.inputs[1];
    values = per_channel(graph, op.inputs[0], op.inputs[1]);
  }
  if (!values || tensor_at(graph, op.outputs[0]).type != DataType::Float32) return false;
  for (float& value : *values) {
    if (both->kind == Kind::Sub) value = -value;
    if (both->kind == Kind::Div) value = 1.0f / value;
    if (!std::isfinite(value)) return false;
  }
  const auto count = static_cast<std::int32_t>(values->size());
  const auto all = [&](float value) {
    return add_constant(graph, "", {count}, std::vector<float>(values->size(), value));
  };
  const int numbers = add_constant(graph, "", {count}, *values);
  const int gamma = is_product ? numbers : all(1.0f), beta = is_sum ? numbers : all(0.0f);
  const int mean = all(0.0f), variance = all(1.0f);
  graph.operators[index] = {BatchNorm{0.0f}, {variable, gamma, beta, mean, variance}, op.outputs};
  return true;
}

}  // namespace

Graph raise_batch_norm(Graph graph) {
  for (std::size_t i = 0; i < graph.operators.size(); ++i) raise(graph, i);
  return graph;
}

}  // namespace ambulo::graph
