// SPDX-License-Identifier: Apache-2.0
// Row-major (N,T,1,C) and (N,1,T,C) hold the same values in the same order, and so do filters.
#include "toolchain/graph/lifting/lay_along_width.h"

#include <utility>
#include <vector>

#include "toolchain/graph/edit.h"

namespace ambulo::graph {
namespace {

std::size_t index(int tensor) {
  return static_cast<std::size_t>(tensor);
}

// The same values with height and width swapped. REQUIRES that one of them is 1.
int add_turned(Graph& graph, int like) {
  Tensor turned = graph.tensors[index(like)];
  turned.name.clear();
  std::swap(turned.shape[1], turned.shape[2]);
  graph.tensors.push_back(std::move(turned));
  return static_cast<int>(graph.tensors.size()) - 1;
}

Operator reshape(Graph& graph, int from, int to) {
  const Shape shape = graph.tensors[index(to)].shape;
  return {Reshape{}, {from, add_constant(graph, "", {4}, shape)}, {to}};
}

// Turns the attributes, and says whether the operator is one that runs over the height alone.
bool turn(const Graph& graph, Operator& op) {
  const bool has_input = !op.inputs.empty() && op.inputs[0] != kNone;
  const Shape shape = has_input ? graph.tensors[index(op.inputs[0])].shape : Shape{};
  if (shape.size() != 4 || shape[1] == 1 || shape[2] != 1) return false;
  if (auto* pool = std::get_if<Pool2d>(&op.attributes)) {
    if (pool->filter_w != 1) return false;
    std::swap(pool->filter_h, pool->filter_w);
    std::swap(pool->stride_h, pool->stride_w);
    return true;
  }
  const auto turn_convolution = [&](auto& conv) {
    const Tensor& filter = graph.tensors[index(op.inputs[1])];
    if (!is_constant(filter) || filter.shape[2] != 1) return false;
    std::swap(conv.stride_h, conv.stride_w);
    std::swap(conv.dilation_h, conv.dilation_w);
    return true;
  };
  if (auto* conv = std::get_if<Conv2d>(&op.attributes)) return turn_convolution(*conv);
  if (auto* conv = std::get_if<DepthwiseConv2d>(&op.attributes)) return turn_convolution(*conv);
  return false;
}

}  // namespace

Graph lay_along_width(Graph graph) {
  std::vector<Operator> operators;
  for (Operator& op : std::exchange(graph.operators, {})) {
    if (!turn(graph, op)) {
      operators.push_back(std::move(op));
      continue;
    }
    const int input = add_turned(graph, op.inputs[0]), output = add_turned(graph, op.outputs[0]);
    operators.push_back(reshape(graph, op.inputs[0], input));
    const int result = op.outputs[0];
    op.inputs[0] = input;
    if (!std::holds_alternative<Pool2d>(op.attributes))
      op.inputs[1] = add_turned(graph, op.inputs[1]);
    op.outputs = {output};
    operators.push_back(std::move(op));
    operators.push_back(reshape(graph, output, result));
  }
  graph.operators = std::move(operators);
  return graph;
}

}  // namespace ambulo::graph
