// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/lower_batch_norm.h"

#include <algorithm>
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
    const auto is_all = [](const std::vector<double>& values, double value) {
      return std::ranges::all_of(values, [&](double x) { return x == value; });
    };
    const bool only_adds = is_all(affine.scale, 1.0), only_scales = is_all(affine.offset, 0.0);
    int scaled = op.inputs[0];
    if (!only_adds) {
      const int scale =
          add_constant(graph, output.name + "/scale", {channels}, to_float(affine.scale));
      const int input = scaled;
      scaled =
          only_scales ? op.outputs[0] : add_tensor(graph, output.name + "/scaled", output.shape);
      operators.push_back({Elementwise{Elementwise::Kind::Mul}, {input, scale}, {scaled}});
    }
    if (only_adds || !only_scales) {
      const int offset =
          add_constant(graph, output.name + "/offset", {channels}, to_float(affine.offset));
      operators.push_back({Elementwise{Elementwise::Kind::Add}, {scaled, offset}, op.outputs});
    }
  }
  graph.operators = std::move(operators);
  return graph;
}

}  // namespace ambulo::graph
