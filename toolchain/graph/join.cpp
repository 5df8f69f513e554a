// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/join.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

#include "toolchain/graph/edit.h"
#include "toolchain/graph/passes/remove_unused.h"

namespace ambulo::graph {
namespace {

void renumber(std::vector<int>& tensors, int by) {
  for (int& tensor : tensors) {
    if (tensor != kNone) tensor += by;
  }
}

// The part of the graph that computes outputs, from inputs.
Graph part(Graph graph, std::vector<int> inputs, std::vector<int> outputs) {
  for (const int input : inputs) {
    if (const auto before = producer(graph, input)) remove_operators(graph, {*before});
  }
  graph.inputs = std::move(inputs);
  graph.outputs = std::move(outputs);
  return remove_unused(std::move(graph));
}

bool reads(const Graph& graph, int tensor) {
  return !consumers(graph, tensor).empty() || is_output(graph, tensor);
}

}  // namespace

Graph join(Graph first, const Graph& second) {
  assert(first.outputs.size() == 1 && second.inputs.size() == 1);
  const int between = first.outputs[0];
  const auto by = static_cast<int>(first.tensors.size());
  first.tensors.insert(first.tensors.end(), second.tensors.begin(), second.tensors.end());
  for (Operator op : second.operators) {
    for (auto* tensors : {&op.inputs, &op.outputs, &op.intermediates}) renumber(*tensors, by);
    first.operators.push_back(std::move(op));
  }
  first.outputs = second.outputs;
  renumber(first.outputs, by);
  replace_uses(first, second.inputs[0] + by, between);
  first.name = second.name;
  first.signatures = second.signatures;
  return remove_unused(std::move(first));
}

std::optional<Halves> cut_at(const Graph& graph, std::string_view tensor) {
  const auto found = std::ranges::find(graph.tensors, tensor, &Tensor::name);
  const auto index = static_cast<int>(found - graph.tensors.begin());
  if (found == graph.tensors.end() || !producer(graph, index)) return std::nullopt;
  Graph first = part(graph, graph.inputs, {index});
  first.signatures.clear();
  Graph second = part(graph, {index}, graph.outputs);
  // A second way around the tensor would still compute from the old input, which has no value.
  for (const Operator& op : second.operators) {
    for (const int input : op.inputs) {
      if (input == kNone || input == second.inputs[0]) continue;
      const Tensor& operand = second.tensors[static_cast<std::size_t>(input)];
      if (!is_constant(operand) && !operand.is_variable && !producer(second, input)) {
        return std::nullopt;
      }
    }
  }
  if (!reads(second, second.inputs[0])) return std::nullopt;
  return Halves{std::move(first), std::move(second)};
}

}  // namespace ambulo::graph
