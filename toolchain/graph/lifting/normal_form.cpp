// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/normal_form.h"

#include <utility>

#include "toolchain/graph/edit.h"

namespace ambulo::graph {
namespace {

Tensor& tensor_at(Graph& graph, int index) {
  return graph.tensors[static_cast<std::size_t>(index)];
}

bool is_constant_at(Graph& graph, const Operator& op, std::size_t operand) {
  return operand < op.inputs.size() && op.inputs[operand] != kNone &&
         is_constant(tensor_at(graph, op.inputs[operand]));
}

int list(Graph& graph, const std::vector<std::int32_t>& values) {
  return add_constant(graph, "", {static_cast<std::int32_t>(values.size())}, values);
}

void add_reshape(Graph& graph, int from, int to) {
  const Shape shape = tensor_at(graph, to).shape;
  const int operand = list(graph, shape);
  graph.operators.push_back({Reshape{}, {from, operand}, {to}});
}

// The box [begin, begin + size) of a tensor.
void add_box(Graph& graph, int from, const Shape& begin, const Shape& size, int to,
             int shrink_axis_mask = 0) {
  Shape end = begin;
  for (std::size_t axis = 0; axis < end.size(); ++axis) end[axis] += size[axis];
  const int first = list(graph, begin), last = list(graph, end);
  const int ones = list(graph, Shape(begin.size(), 1));
  StridedSlice slice;
  slice.shrink_axis_mask = shrink_axis_mask;
  graph.operators.push_back({slice, {from, first, last, ones}, {to}});
}

int add_like(Graph& graph, int like, Shape shape) {
  Tensor tensor;
  tensor.type = tensor_at(graph, like).type;
  tensor.quantization = tensor_at(graph, like).quantization;
  tensor.shape = std::move(shape);
  graph.tensors.push_back(std::move(tensor));
  return static_cast<int>(graph.tensors.size()) - 1;
}

bool add_slice(Graph& graph, const Operator& op, const std::vector<DoubleTensor*>& values) {
  if (!is_constant_at(graph, op, 1) || !is_constant_at(graph, op, 2)) return false;
  const auto& begin = values[1]->values;
  add_box(graph, op.inputs[0], {begin.begin(), begin.end()},
          Shape(tensor_at(graph, op.outputs[0]).shape), op.outputs[0]);
  return true;
}

bool add_gather(Graph& graph, const Gather& gather, const Operator& op,
                const std::vector<DoubleTensor*>& values) {
  if (!is_constant_at(graph, op, 1) || values[1]->values.size() != 1) return false;
  Shape size = tensor_at(graph, op.inputs[0]).shape;
  const int rank = static_cast<int>(size.size());
  const auto axis = static_cast<std::size_t>(gather.axis < 0 ? gather.axis + rank : gather.axis);
  Shape begin(size.size(), 0);
  begin[axis] = static_cast<std::int32_t>(values[1]->values[0]);
  size[axis] = 1;
  const int box = add_like(graph, op.outputs[0], size);
  add_box(graph, op.inputs[0], begin, size, box);
  add_reshape(graph, box, op.outputs[0]);
  return true;
}

// The update covers all axes but one.
bool add_update(Graph& graph, const Operator& op, const std::vector<DoubleTensor*>& values) {
  if (!is_constant_at(graph, op, 2)) return false;
  const Shape whole = tensor_at(graph, op.inputs[0]).shape, part = values[1]->shape;
  std::size_t axis = 0, differing = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i] == part[i]) continue;
    axis = i;
    ++differing;
  }
  if (differing != 1) return false;
  const std::int32_t begin = static_cast<std::int32_t>(values[2]->values[axis]);
  const std::int32_t end = begin + part[axis];
  std::vector<int> pieces;
  const auto add_piece = [&](std::int32_t from, std::int32_t to) {
    if (from == to) return;
    Shape first(whole.size(), 0), size = whole;
    first[axis] = from;
    size[axis] = to - from;
    const int piece = add_like(graph, op.inputs[0], size);
    add_box(graph, op.inputs[0], first, size, piece);
    pieces.push_back(piece);
  };
  add_piece(0, begin);
  pieces.push_back(op.inputs[1]);
  add_piece(end, whole[axis]);
  graph.operators.push_back(
      {Concatenation{static_cast<int>(axis), Activation::None}, pieces, op.outputs});
  return true;
}

// Empty operands add nothing.
bool add_concatenation(Graph& graph, Operator op) {
  std::vector<int> kept;
  for (const int input : op.inputs) {
    if (element_count(tensor_at(graph, input).shape) > 0) kept.push_back(input);
  }
  op.inputs = std::move(kept);
  graph.operators.push_back(std::move(op));
  return true;
}

}  // namespace

void add_in_normal_form(Graph& graph, Operator op, const std::vector<DoubleTensor*>& values) {
  const auto* plain = std::get_if<Plain>(&op.attributes);
  const bool renames = std::holds_alternative<Reshape>(op.attributes) ||
                       std::holds_alternative<Squeeze>(op.attributes) ||
                       (plain && plain->kind == Plain::Kind::ExpandDims);
  if (renames) return add_reshape(graph, op.inputs[0], op.outputs[0]);
  if (std::holds_alternative<Concatenation>(op.attributes)) {
    add_concatenation(graph, std::move(op));
    return;
  }
  const auto* gather = std::get_if<Gather>(&op.attributes);
  const bool done =
      (gather && add_gather(graph, *gather, op, values)) ||
      (plain && plain->kind == Plain::Kind::Slice && add_slice(graph, op, values)) ||
      (plain && plain->kind == Plain::Kind::DynamicUpdateSlice && add_update(graph, op, values));
  if (!done) graph.operators.push_back(std::move(op));
}

}  // namespace ambulo::graph
