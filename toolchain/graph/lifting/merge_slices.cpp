// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/merge_slices.h"

#include <map>
#include <optional>
#include <utility>

#include "toolchain/graph/edit.h"

namespace ambulo::graph {
namespace {

// Elements begin .. begin + size of one axis, all of the others.
struct Cut {
  int tensor;
  std::size_t axis;
  std::int32_t size;
  bool drops_axis;
  auto operator<=>(const Cut&) const = default;
};
struct Slice {
  Cut cut;
  std::int32_t begin;
};

const Tensor& tensor_at(const Graph& graph, int index) {
  return graph.tensors[static_cast<std::size_t>(index)];
}

std::optional<Slice> slice_of(const Graph& graph, const Operator& op) {
  const auto* slice = std::get_if<StridedSlice>(&op.attributes);
  if (!slice || slice->begin_mask || slice->end_mask || slice->ellipsis_mask ||
      slice->new_axis_mask || slice->end_is_offset) {
    return std::nullopt;
  }
  for (std::size_t i = 1; i < 4; ++i) {
    const Tensor& operand = tensor_at(graph, op.inputs[i]);
    if (!is_constant(operand) || operand.type != DataType::Int32) return std::nullopt;
  }
  const Shape& shape = tensor_at(graph, op.inputs[0]).shape;
  const auto begin = int_values(tensor_at(graph, op.inputs[1]));
  const auto end = int_values(tensor_at(graph, op.inputs[2]));
  const auto step = int_values(tensor_at(graph, op.inputs[3]));
  if (begin.size() != shape.size()) return std::nullopt;
  std::optional<Slice> result;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (step[axis] != 1 || begin[axis] < 0 || end[axis] > shape[axis]) return std::nullopt;
    const std::int32_t size = end[axis] - begin[axis];
    if (size == shape[axis] && !(slice->shrink_axis_mask >> axis & 1)) continue;
    const bool drops = slice->shrink_axis_mask == 1 << axis;
    const bool keeps = slice->shrink_axis_mask == 0;
    if (result || size <= 0 || (!drops && !keeps) || (drops && size != 1)) return std::nullopt;
    result = Slice{{op.inputs[0], axis, size, drops}, begin[axis]};
  }
  return result;
}

struct Group {
  std::map<std::int32_t, int> parts;  // begin -> the tensor that holds it
  std::vector<std::size_t> operators;
  bool is_whole = true;  // every part begins at a multiple of its size
};

Operator merged(Graph& graph, const Cut& cut, const Group& group) {
  const Tensor whole = tensor_at(graph, cut.tensor);
  std::vector<int> outputs;
  for (std::int32_t begin = 0; begin < whole.shape[cut.axis]; begin += cut.size) {
    const auto used = group.parts.find(begin);
    if (used != group.parts.end()) {
      outputs.push_back(used->second);
    } else {
      Tensor unused = tensor_at(graph, group.parts.begin()->second);
      unused.name.clear();
      graph.tensors.push_back(std::move(unused));
      outputs.push_back(static_cast<int>(graph.tensors.size()) - 1);
    }
  }
  if (cut.drops_axis) return {Unpack{static_cast<int>(cut.axis)}, {cut.tensor}, outputs};
  const int axis =
      add_constant(graph, "", {}, std::vector<std::int32_t>{static_cast<std::int32_t>(cut.axis)});
  return {Plain{Plain::Kind::Split}, {axis, cut.tensor}, outputs};
}

}  // namespace

Graph merge_slices(Graph graph) {
  std::map<Cut, Group> groups;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const auto slice = slice_of(graph, graph.operators[i]);
    if (!slice) continue;
    Group& group = groups[slice->cut];
    const std::int32_t length = tensor_at(graph, slice->cut.tensor).shape[slice->cut.axis];
    group.is_whole = group.is_whole && slice->begin % slice->cut.size == 0 &&
                     length % slice->cut.size == 0 &&
                     group.parts.emplace(slice->begin, graph.operators[i].outputs[0]).second;
    group.operators.push_back(i);
  }
  std::vector<std::size_t> removed;
  for (const auto& [cut, group] : groups) {
    const auto parts =
        static_cast<std::size_t>(tensor_at(graph, cut.tensor).shape[cut.axis] / cut.size);
    if (!group.is_whole || group.parts.size() < 2 || 2 * group.parts.size() < parts) continue;
    graph.operators[group.operators.front()] = merged(graph, cut, group);
    removed.insert(removed.end(), group.operators.begin() + 1, group.operators.end());
  }
  remove_operators(graph, removed);
  return graph;
}

}  // namespace ambulo::graph
