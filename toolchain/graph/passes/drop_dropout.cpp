// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/drop_dropout.h"

#include "toolchain/graph/edit.h"

namespace ambulo::graph {

Graph drop_dropout(Graph graph) {
  std::vector<std::size_t> dropped;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    if (!std::holds_alternative<Dropout>(op.attributes)) continue;
    replace_uses(graph, op.outputs[0], op.inputs[0]);
    dropped.push_back(i);
  }
  remove_operators(graph, dropped);
  return graph;
}

}  // namespace ambulo::graph
