// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/layer_plan.h"

#include <algorithm>
#include <optional>

#include "toolchain/graph/edit.h"
#include "toolchain/quantization/weighted.h"

namespace ambulo::quantization {
namespace {

using graph::Graph;
using graph::kNone;
using graph::Operator;

bool is_real(const Graph& graph, int tensor) {
  return tensor != kNone &&
         graph.tensors[static_cast<std::size_t>(tensor)].type == graph::DataType::Float32;
}

bool computes_floats(const Graph& graph, const Operator& op) {
  return std::ranges::any_of(op.outputs, [&](int output) { return is_real(graph, output); });
}

std::optional<std::size_t> producer_of_data(const Graph& graph, const Operator& op) {
  for (const int input : op.inputs) {
    const auto found = is_real(graph, input) ? producer(graph, input) : std::nullopt;
    if (found) return found;
  }
  return std::nullopt;
}

// That of a layer, for operators without weights.
Precision activations(Precision layer) {
  switch (activation_type(layer)) {
    case graph::DataType::Int8:
      return Precision::Int8;
    case graph::DataType::Int16:
      return Precision::Int16;
    default:
      return Precision::Float32;
  }
}

}  // namespace

std::vector<std::size_t> layers_of(const Graph& graph) {
  std::vector<std::size_t> layers;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    if (has_form(graph, graph.operators[i], Precision::Hybrid)) layers.push_back(i);
  }
  return layers;
}

std::vector<Precision> candidates(const Graph& graph, std::size_t layer) {
  std::vector<Precision> result;
  for (const Precision precision : {Precision::Float32, Precision::Int16, Precision::Int8,
                                    Precision::Codebook, Precision::Int4}) {
    if (has_form(graph, graph.operators[layer], precision)) result.push_back(precision);
  }
  return result;
}

Plan plan_of(const Graph& graph, std::span<const Precision> choices) {
  const std::vector<std::size_t> layers = layers_of(graph);
  Plan plan(graph.operators.size(), Precision::Float32);
  for (std::size_t i = 0; i < layers.size(); ++i) plan[layers[i]] = choices[i];
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const Operator& op = graph.operators[i];
    if (std::ranges::binary_search(layers, i) || !computes_floats(graph, op)) continue;
    const auto before = producer_of_data(graph, op);
    if (!before) continue;
    const Precision wanted = activations(plan[*before]);
    if (has_form(graph, op, wanted)) plan[i] = wanted;
  }
  settle_movers(graph, plan);
  return plan;
}

}  // namespace ambulo::quantization
