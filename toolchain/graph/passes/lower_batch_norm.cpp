// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/lower_batch_norm.h"

#include <utility>

#include "toolchain/graph/affine.h"
#include "toolchain/graph/edit.h"

namespace ambulo::graph {

Graph lower_batch_norm(Graph graph) {
  std::vector<Operator> operators;
  for (Operator& op : std::exchange(graph.operators, {})) {
    if (!std::holds_alternative<BatchNorm>(op.attributes)) {
      operators.push_back(std::move(op));
      continue;
    }
    const Affine affine = affine_of(graph, op);
    const auto channels = static_cast<std::int32_t>(affine.scale.size());
    const Tensor output = graph.tensors[static_cast<std::size_t>(op.outputs[0])];
    const int scale =
        add_constant(graph, output.name + "/scale", {channels}, to_float(affine.scale));
    const int offset =
        add_constant(graph, output.name + "/offset", {channels}, to_float(affine.offset));
    const int scaled = add_tensor(graph, output.name + "/scaled", output.shape);
    operators.push_back({Elementwise{Elementwise::Kind::Mul}, {op.inputs[0], scale}, {scaled}});
    operators.push_back({Elementwise{Elementwise::Kind::Add}, {scaled, offset}, op.outputs});
  }
  graph.operators = std::move(operators);
  return graph;
}

}  // namespace ambulo::graph
