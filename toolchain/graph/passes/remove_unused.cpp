// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/remove_unused.h"

#include <algorithm>
#include <utility>

namespace ambulo::graph {
namespace {

void remove_unused_operators(Graph& graph) {
  std::vector<bool> needed(graph.tensors.size(), false);
  const auto need = [&](int tensor) {
    if (tensor != kNone) needed[static_cast<std::size_t>(tensor)] = true;
  };
  std::ranges::for_each(graph.outputs, need);
  std::vector<Operator> kept;
  for (auto op = graph.operators.rbegin(); op != graph.operators.rend(); ++op) {
    const bool used = std::ranges::any_of(op->outputs, [&](int output) {
      return output != kNone && needed[static_cast<std::size_t>(output)];
    });
    const bool only_acts = op->outputs.empty();  // on a variable
    if (!used && !only_acts) continue;
    std::ranges::for_each(op->inputs, need);
    kept.push_back(std::move(*op));
  }
  std::ranges::reverse(kept);
  graph.operators = std::move(kept);
}

}  // namespace

Graph remove_unused(Graph graph) {
  remove_unused_operators(graph);
  std::vector<Tensor> tensors;
  std::vector<int> renumbered(graph.tensors.size(), kNone);
  const auto keep = [&](int& tensor) {
    if (tensor == kNone) return;
    int& number = renumbered[static_cast<std::size_t>(tensor)];
    if (number == kNone) {
      number = static_cast<int>(tensors.size());
      tensors.push_back(std::move(graph.tensors[static_cast<std::size_t>(tensor)]));
    }
    tensor = number;
  };
  std::ranges::for_each(graph.inputs, keep);
  for (Operator& op : graph.operators) {
    std::ranges::for_each(op.inputs, keep);
    std::ranges::for_each(op.outputs, keep);
    std::ranges::for_each(op.intermediates, keep);
  }
  std::ranges::for_each(graph.outputs, keep);
  graph.tensors = std::move(tensors);
  return graph;
}

}  // namespace ambulo::graph
