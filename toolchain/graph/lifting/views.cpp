// SPDX-License-Identifier: Apache-2.0
// A moving operator is evaluated on the numbers of its elements: the result says where each comes
// from, whatever the operator is.
#include "toolchain/graph/lifting/views.h"

#include <algorithm>
#include <numeric>

#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate.h"

namespace ambulo::graph {
namespace {

constexpr std::size_t kMostSegments = 1 << 14;  // of one tensor; beyond, it counts as computed

const Tensor& tensor_at(const Graph& graph, int index) {
  return graph.tensors[static_cast<std::size_t>(index)];
}

bool moves(const Operator& op) {
  if (const auto* joined = std::get_if<Concatenation>(&op.attributes)) {
    return joined->activation == Activation::None;
  }
  if (const auto* plain = std::get_if<Plain>(&op.attributes)) {
    using Kind = Plain::Kind;
    return plain->kind == Kind::Transpose || plain->kind == Kind::ReverseV2 ||
           plain->kind == Kind::Split || plain->kind == Kind::SplitV || plain->kind == Kind::Slice;
  }
  return std::holds_alternative<Reshape>(op.attributes) ||
         std::holds_alternative<StridedSlice>(op.attributes) ||
         std::holds_alternative<Pack>(op.attributes) ||
         std::holds_alternative<Unpack>(op.attributes);
}

// Which operands are the values; the others say how they are moved.
std::vector<std::size_t> moved_operands(const Operator& op) {
  const bool all = std::holds_alternative<Concatenation>(op.attributes) ||
                   std::holds_alternative<Pack>(op.attributes);
  std::vector<std::size_t> operands(all ? op.inputs.size() : 1);
  std::iota(operands.begin(), operands.end(), 0);
  const auto* plain = std::get_if<Plain>(&op.attributes);
  if (plain && plain->kind == Plain::Kind::Split) operands[0] = 1;
  return operands;
}

bool same_values(const Tensor& a, const Tensor& b) {
  if (a.type != b.type || a.quantization.has_value() != b.quantization.has_value()) return false;
  return !a.quantization || (a.quantization->scale == b.quantization->scale &&
                             a.quantization->zero_point == b.quantization->zero_point);
}

}  // namespace

void append(View& view, const Segment& segment) {
  if (segment.count == 0) return;
  if (!view.empty() && view.back().tensor == segment.tensor &&
      view.back().begin + view.back().count == segment.begin) {
    view.back().count += segment.count;
  } else {
    view.push_back(segment);
  }
}

View part_of(const View& view, std::size_t begin, std::size_t count) {
  View part;
  std::size_t at = 0;
  for (const Segment& segment : view) {
    const std::size_t first = std::max(at, begin);
    const std::size_t last = std::min(at + segment.count, begin + count);
    if (first < last) append(part, {segment.tensor, segment.begin + first - at, last - first});
    at += segment.count;
    if (at >= begin + count) break;
  }
  return part;
}

Views::Views(const Graph& graph) : graph_(graph), views_(graph.tensors.size()) {
  for (std::size_t i = 0; i < views_.size(); ++i) {
    views_[i] = {{static_cast<int>(i), 0, element_count(graph.tensors[i].shape)}};
  }
  for (const Operator& op : graph.operators) only_moves_.push_back(look_at(op));
}

std::size_t Views::count_of(int tensor) const {
  return element_count(tensor_at(graph_, tensor).shape);
}

int Views::same_as(int tensor) const {
  const View& view = of(tensor);
  const bool whole =
      view.size() == 1 && view[0].begin == 0 && view[0].count == count_of(view[0].tensor);
  return whole ? view[0].tensor : kNone;
}

bool Views::look_at(const Operator& op) {
  if (!moves(op)) return false;
  const std::vector<std::size_t> moved = moved_operands(op);
  std::vector<DoubleTensor> values(op.inputs.size());
  std::vector<DoubleTensor*> operands;
  View all;  // of the moved operands, one behind the other
  double next = 0.0;
  for (std::size_t i = 0; i < op.inputs.size(); ++i) {
    const Tensor& tensor = tensor_at(graph_, op.inputs[i]);
    operands.push_back(&values[i]);
    if (std::ranges::find(moved, i) == moved.end()) {
      if (!is_constant(tensor)) return false;
      values[i] = to_double(tensor);
      continue;
    }
    for (const int output : op.outputs) {
      if (!same_values(tensor, tensor_at(graph_, output))) return false;
    }
    values[i] = {tensor.shape, std::vector<double>(element_count(tensor.shape))};
    std::iota(values[i].values.begin(), values[i].values.end(), next);
    next += static_cast<double>(values[i].values.size());
    for (const Segment& segment : of(op.inputs[i])) all.push_back(segment);
  }
  std::vector<std::size_t> ends;  // of the segments of all
  for (const Segment& segment : all) {
    ends.push_back((ends.empty() ? 0 : ends.back()) + segment.count);
  }
  const std::vector<DoubleTensor> results = evaluate_operator(op, operands, budget_);
  std::vector<View> views(results.size());
  for (std::size_t n = 0; n < results.size(); ++n) {
    const auto& from = results[n].values;
    for (std::size_t i = 0; i < from.size();) {
      const auto source = static_cast<std::size_t>(from[i]);
      const auto at =
          static_cast<std::size_t>(std::ranges::upper_bound(ends, source) - ends.begin());
      std::size_t run = 1;
      while (i + run < from.size() && source + run < ends[at] &&
             from[i + run] == static_cast<double>(source + run)) {
        ++run;
      }
      const std::size_t skipped = all[at].count - (ends[at] - source);
      append(views[n], {all[at].tensor, all[at].begin + skipped, run});
      if (views[n].size() > kMostSegments) return false;
      i += run;
    }
  }
  for (std::size_t n = 0; n < results.size(); ++n) {
    views_[static_cast<std::size_t>(op.outputs[n])] = std::move(views[n]);
  }
  return true;
}

}  // namespace ambulo::graph
