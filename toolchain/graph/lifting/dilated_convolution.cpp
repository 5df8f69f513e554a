// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/dilated_convolution.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "toolchain/graph/edit.h"
#include "toolchain/graph/passes/remove_unused.h"

namespace ambulo::graph {
namespace {

const Tensor& tensor_at(const Graph& graph, int index) {
  return graph.tensors[static_cast<std::size_t>(index)];
}

bool is_plain(const Operator& op, Plain::Kind kind) {
  const auto* plain = std::get_if<Plain>(&op.attributes);
  return plain && plain->kind == kind;
}

// The producer of a tensor, past operators that only name its axes anew.
std::optional<std::size_t> source(const Graph& graph, int tensor) {
  auto op = producer(graph, tensor);
  while (op && std::holds_alternative<Reshape>(graph.operators[*op].attributes)) {
    op = producer(graph, graph.operators[*op].inputs[0]);
  }
  return op;
}

// One axis over which the convolution runs, as the outer operators see it.
struct Axis {
  std::int32_t block = 1, before = 0, behind = 0;  // paddings less crops
};

// The axes of both operators, if they fit each other. Time in a rank of 3 is the width of an image.
std::optional<std::vector<Axis>> axes_of(const Graph& graph, const Operator& to_batch,
                                         const Operator& to_space) {
  for (const Operator* op : {&to_batch, &to_space}) {
    for (const std::size_t i : {1, 2}) {
      if (!is_constant(tensor_at(graph, op->inputs[i]))) return std::nullopt;
    }
  }
  const auto values = [&](const Operator& op, std::size_t i) {
    return int_values(tensor_at(graph, op.inputs[i]));
  };
  const auto block = values(to_batch, 1), paddings = values(to_batch, 2);
  const auto crops = values(to_space, 2);
  if (values(to_space, 1) != block || block.empty() || block.size() > 2) return std::nullopt;
  std::vector<Axis> axes(2 - block.size());
  for (std::size_t i = 0; i < block.size(); ++i) {
    axes.push_back(
        {block[i], paddings[2 * i] - crops[2 * i], paddings[2 * i + 1] - crops[2 * i + 1]});
    if (axes.back().before < 0 || axes.back().behind < 0) return std::nullopt;
  }
  return axes;
}

Shape image(const Shape& shape) {
  if (shape.size() == 4) return shape;
  return {shape[0], 1, shape[1], shape[2]};
}

int add_like(Graph& graph, int like, Shape shape) {
  Tensor tensor;
  tensor.type = tensor_at(graph, like).type;
  tensor.quantization = tensor_at(graph, like).quantization;
  tensor.shape = std::move(shape);
  graph.tensors.push_back(std::move(tensor));
  return static_cast<int>(graph.tensors.size()) - 1;
}

Operator reshape(Graph& graph, int from, int to) {
  const Shape shape = tensor_at(graph, to).shape;
  const int list = add_constant(graph, "", {static_cast<std::int32_t>(shape.size())}, shape);
  return {Reshape{}, {from, list}, {to}};
}

template <typename Convolution>
bool is_simple(const Convolution& conv) {
  return conv.padding == Padding::Valid && conv.stride_h == 1 && conv.stride_w == 1 &&
         conv.dilation_h == 1 && conv.dilation_w == 1;
}

// The convolution with the dilation of the axes; SAME where that is what they are padded with.
template <typename Convolution>
Convolution dilated(Convolution conv, const std::vector<Axis>& axes, bool same) {
  conv.padding = same ? Padding::Same : Padding::Valid;
  conv.dilation_h = axes[0].block;
  conv.dilation_w = axes[1].block;
  return conv;
}

bool is_same(const Axis& axis, std::int32_t filter) {
  const std::int32_t missing = (filter - 1) * axis.block;
  return axis.before == missing / 2 && axis.behind == missing - missing / 2;
}

// Replaces the three operators; behind is the index of BATCH_TO_SPACE_ND.
bool raise(Graph& graph, std::size_t behind) {
  const Operator to_space = graph.operators[behind];
  const auto middle = source(graph, to_space.inputs[0]);
  if (!middle) return false;
  const Operator conv = graph.operators[*middle];
  const auto* full = std::get_if<Conv2d>(&conv.attributes);
  const auto* depthwise = std::get_if<DepthwiseConv2d>(&conv.attributes);
  if (!(full && is_simple(*full)) && !(depthwise && is_simple(*depthwise))) return false;
  const auto before = source(graph, conv.inputs[0]);
  if (!before || !is_plain(graph.operators[*before], Plain::Kind::SpaceToBatchNd)) return false;
  const Operator to_batch = graph.operators[*before];
  const auto axes = axes_of(graph, to_batch, to_space);
  const Shape in = tensor_at(graph, to_batch.inputs[0]).shape;
  const Shape out = tensor_at(graph, to_space.outputs[0]).shape;
  if (!axes || in.size() < 3 || in.size() > 4 || out.size() != in.size()) return false;

  const Shape& filter = tensor_at(graph, conv.inputs[1]).shape;
  const bool same = is_same((*axes)[0], filter[1]) && is_same((*axes)[1], filter[2]);
  std::vector<Operator> added;
  int input = add_like(graph, to_batch.inputs[0], image(in));
  added.push_back(reshape(graph, to_batch.inputs[0], input));
  Shape paddings = {
      0, 0, (*axes)[0].before, (*axes)[0].behind, (*axes)[1].before, (*axes)[1].behind, 0, 0};
  if (!same && std::ranges::any_of(paddings, [](std::int32_t size) { return size != 0; })) {
    Shape padded = image(in);
    for (std::size_t axis = 0; axis < 4; ++axis) {
      padded[axis] += paddings[2 * axis] + paddings[2 * axis + 1];
    }
    const int to = add_like(graph, input, padded);
    const int list = add_constant(graph, "", {4, 2}, paddings);
    added.push_back({Plain{Plain::Kind::Pad}, {input, list}, {to}});
    input = to;
  }
  Operator whole = conv;
  whole.version = 0;  // that of an operator with dilation
  if (full) whole.attributes = dilated(*full, *axes, same);
  if (depthwise) whole.attributes = dilated(*depthwise, *axes, same);
  whole.inputs[0] = input;
  whole.outputs = {add_like(graph, conv.outputs[0], image(out))};
  added.push_back(whole);
  added.push_back(reshape(graph, whole.outputs[0], to_space.outputs[0]));
  const auto at = graph.operators.begin() + static_cast<std::ptrdiff_t>(behind);
  graph.operators.insert(graph.operators.erase(at), added.begin(), added.end());
  return true;
}

}  // namespace

Graph raise_dilated_convolutions(Graph graph, std::vector<std::string>& changes) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    if (is_plain(graph.operators[i], Plain::Kind::BatchToSpaceNd)) count += raise(graph, i);
  }
  if (count == 0) return graph;
  changes.push_back(
      fmt::format("{} SPACE_TO_BATCH_ND + convolution + BATCH_TO_SPACE_ND -> convolution with "
                  "dilation",
                  count));
  return remove_unused(std::move(graph));
}

}  // namespace ambulo::graph
