// SPDX-License-Identifier: Apache-2.0
// Forward: the map wanders along every path from the batch norm to the next linear operator. What
// lets it through: dropout, reshape (channels stay last), average pool, mean over other axes,
// slices and concatenation along other axes, concatenation of channels (identity for the other
// operands), and max pool only where no scale is negative: max(s x) = s max(x) needs s >= 0.
// One path that ends otherwise (a ReLU, the output) and nothing is changed.
#include "toolchain/graph/passes/fold_batch_norm.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "toolchain/graph/affine.h"
#include "toolchain/graph/edit.h"

namespace ambulo::graph {
namespace {

const Shape& shape_of(const Graph& graph, int tensor) {
  return graph.tensors[static_cast<std::size_t>(tensor)].shape;
}

std::optional<Affine> through_reshape(const Graph& graph, const Operator& op, Affine affine) {
  const Shape& shape = shape_of(graph, op.outputs[0]);
  const auto channels = affine.scale.size();
  const auto last = shape.empty() ? 0 : static_cast<std::size_t>(shape.back());
  if (last == 0 || last % channels != 0) return std::nullopt;
  return repeated(affine, last / channels);
}

std::optional<Affine> through_pool(const Pool2d& pool, Affine affine) {
  if (pool.activation != Activation::None) return std::nullopt;
  const bool keeps_order = std::ranges::all_of(affine.scale, [](double s) { return s >= 0.0; });
  if (pool.max && !keeps_order) return std::nullopt;
  return affine;
}

std::optional<Affine> through_concatenation(const Graph& graph, const Operator& op, int tensor,
                                            const Affine& affine) {
  const auto& concatenation = std::get<Concatenation>(op.attributes);
  const auto last_axis = static_cast<int>(shape_of(graph, tensor).size()) - 1;
  const bool of_channels = concatenation.axis == last_axis || concatenation.axis == -1;
  if (concatenation.activation != Activation::None || !of_channels) return std::nullopt;
  Affine all;
  for (const int input : op.inputs) {
    const auto channels = static_cast<std::size_t>(shape_of(graph, input).back());
    if (input == tensor) {
      all.scale.insert(all.scale.end(), affine.scale.begin(), affine.scale.end());
      all.offset.insert(all.offset.end(), affine.offset.begin(), affine.offset.end());
    } else {
      all.scale.resize(all.scale.size() + channels, 1.0);
      all.offset.resize(all.offset.size() + channels, 0.0);
    }
  }
  return all;
}

std::optional<Affine> through_slice(const Graph& graph, const Operator& op, int tensor,
                                    Affine affine) {
  const auto& slice = std::get<StridedSlice>(op.attributes);
  const Shape &input = shape_of(graph, tensor), &output = shape_of(graph, op.outputs[0]);
  const auto last = input.size() - 1;
  const bool shrinks_channels = (slice.shrink_axis_mask >> last) & 1;
  if (slice.ellipsis_mask || slice.new_axis_mask || shrinks_channels || output.empty() ||
      output.back() != input.back()) {
    return std::nullopt;
  }
  const Tensor& strides = graph.tensors[static_cast<std::size_t>(op.inputs[3])];
  if (!is_constant(strides) || int_values(strides).at(last) != 1) return std::nullopt;
  return affine;
}

std::optional<Affine> through_mean(const Graph& graph, const Operator& op, int tensor,
                                   Affine affine) {
  const Tensor& axes = graph.tensors[static_cast<std::size_t>(op.inputs[1])];
  if (!is_constant(axes)) return std::nullopt;
  const auto last = static_cast<std::int32_t>(shape_of(graph, tensor).size()) - 1;
  for (const std::int32_t axis : int_values(axes)) {
    if (axis == last || axis == -1) return std::nullopt;
  }
  return affine;
}

bool is_mean(const Operator& op) {
  const auto* reduce = std::get_if<Reduce>(&op.attributes);
  return reduce && reduce->kind == Reduce::Kind::Mean;
}

// The map behind op that equals the given map on `tensor` in front of it.
std::optional<Affine> through(const Graph& graph, const Operator& op, int tensor, Affine affine) {
  if (std::holds_alternative<Dropout>(op.attributes)) return affine;
  if (std::holds_alternative<Reshape>(op.attributes)) return through_reshape(graph, op, affine);
  if (const auto* pool = std::get_if<Pool2d>(&op.attributes)) return through_pool(*pool, affine);
  if (std::holds_alternative<Concatenation>(op.attributes)) {
    return through_concatenation(graph, op, tensor, affine);
  }
  if (std::holds_alternative<StridedSlice>(op.attributes)) {
    return through_slice(graph, op, tensor, affine);
  }
  if (is_mean(op)) return through_mean(graph, op, tensor, affine);
  return std::nullopt;
}

// On failure the graph is left half changed: work on a copy.
bool fold_forward(Graph& graph, int tensor, const Affine& affine) {
  if (is_output(graph, tensor)) return false;
  for (const std::size_t consumer : consumers(graph, tensor)) {
    if (graph.operators[consumer].inputs[0] == tensor && fold_before(graph, consumer, affine)) {
      continue;
    }
    const Operator& op = graph.operators[consumer];
    const auto behind = through(graph, op, tensor, affine);
    if (!behind || !fold_forward(graph, op.outputs[0], *behind)) return false;
  }
  return true;
}

bool fold_backward(Graph& graph, int tensor, const Affine& affine) {
  if (is_output(graph, tensor) || consumers(graph, tensor).size() != 1) return false;
  const auto before = producer(graph, tensor);
  return before && fold_behind(graph, *before, affine);
}

bool fold(Graph& graph, std::size_t batch_norm) {
  const Operator op = graph.operators[batch_norm];
  const Affine affine = affine_of(graph, op);
  if (!fold_backward(graph, op.inputs[0], affine)) {
    Graph changed = graph;
    if (!fold_forward(changed, op.outputs[0], affine)) return false;
    graph = std::move(changed);
  }
  replace_uses(graph, op.outputs[0], op.inputs[0]);
  return true;
}

}  // namespace

Graph fold_batch_norm(Graph graph) {
  // A folded one goes at once: it would count as a reader of what the next one folds into.
  for (std::size_t i = 0; i < graph.operators.size();) {
    const bool is_batch_norm = std::holds_alternative<BatchNorm>(graph.operators[i].attributes);
    if (is_batch_norm && fold(graph, i)) {
      remove_operators(graph, {i});
    } else {
      ++i;
    }
  }
  return graph;
}

}  // namespace ambulo::graph
