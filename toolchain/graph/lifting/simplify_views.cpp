// SPDX-License-Identifier: Apache-2.0
// Operators that compute are taken over in their order; what moves values to them is written right
// before, from the views of their operands.
#include "toolchain/graph/lifting/simplify_views.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "toolchain/graph/edit.h"
#include "toolchain/graph/lifting/views.h"
#include "toolchain/graph/passes/remove_unused.h"

namespace ambulo::graph {
namespace {

std::size_t product(const Shape& shape, std::size_t from, std::size_t to) {
  return element_count({shape.begin() + static_cast<std::ptrdiff_t>(from),
                        shape.begin() + static_cast<std::ptrdiff_t>(to)});
}

class Simplifier {
 public:
  explicit Simplifier(const Graph& graph)
      : graph_(graph),
        views_(graph),
        result_(graph),
        producer_(graph.tensors.size(), graph.operators.size()) {
    result_.operators.clear();
    for (std::size_t i = 0; i < graph.operators.size(); ++i) {
      for (const int output : graph.operators[i].outputs) producer_[index(output)] = i;
    }
  }

  Graph run() {
    for (std::size_t i = 0; i < graph_.operators.size(); ++i) {
      if (views_.only_moves(i)) continue;
      Operator op = graph_.operators[i];
      for (int& input : op.inputs) {
        if (input != kNone) input = written(input);
      }
      result_.operators.push_back(std::move(op));
    }
    for (int& output : result_.outputs) {
      const int now = written(output);
      if (now == output) continue;
      const bool has_name = !result_.tensors[index(now)].name.empty();
      if (!has_name) result_.tensors[index(now)].name = result_.tensors[index(output)].name;
      output = now;
    }
    return std::move(result_);
  }

 private:
  static std::size_t index(int tensor) { return static_cast<std::size_t>(tensor); }
  const Shape& shape_of(int tensor) const { return result_.tensors[index(tensor)].shape; }

  bool is_moved(int tensor) const {
    const std::size_t op =
        index(tensor) < producer_.size() ? producer_[index(tensor)] : graph_.operators.size();
    return op < graph_.operators.size() && views_.only_moves(op);
  }

  // The tensor of the result with the values and the shape of this one.
  int written(int tensor) {
    if (!is_moved(tensor)) return tensor;
    const auto [it, is_new] = written_.try_emplace(tensor, tensor);
    if (is_new) {
      const int now = write(tensor);
      it->second = now;
      return now;
    }
    return it->second;
  }

  int write(int tensor) {
    const View& view = views_.of(tensor);
    const Shape shape = shape_of(tensor);
    if (view.size() == 1) return reshaped(segment(view[0], shape), shape);
    const int before = graph_.operators[producer_[index(tensor)]].inputs[0];
    if (views_.of(before) == view) return reshaped(written(before), shape);  // only names axes
    if (const auto run = turned_round(view)) {
      return reshaped(reversed(*run, view[0].count), shape);
    }
    if (is_concatenation_of(view, tensor)) {
      copy_operator(producer_[index(tensor)]);
      return tensor;
    }
    if (const int joined = concatenation(view); joined != kNone) return reshaped(joined, shape);
    copy_operator(producer_[index(tensor)]);
    return tensor;
  }

  // As the operator stands in the graph.
  void copy_operator(std::size_t number) {
    Operator op = graph_.operators[number];
    for (int& input : op.inputs) {
      if (input != kNone) input = written(input);
    }
    for (const int output : op.outputs) written_[output] = output;
    result_.operators.push_back(std::move(op));
  }

  int add_like(int like, Shape shape) {
    Tensor tensor;
    tensor.type = result_.tensors[index(like)].type;
    tensor.quantization = result_.tensors[index(like)].quantization;
    tensor.shape = std::move(shape);
    result_.tensors.push_back(std::move(tensor));
    return static_cast<int>(result_.tensors.size()) - 1;
  }

  int list(const Shape& values) {
    const auto [it, is_new] = lists_.try_emplace(values, kNone);
    if (is_new) {
      it->second = add_constant(result_, "", {static_cast<std::int32_t>(values.size())}, values);
    }
    return it->second;
  }

  int reshaped(int tensor, const Shape& shape) {
    if (shape_of(tensor) == shape) return tensor;
    const auto [it, is_new] = reshaped_.try_emplace({tensor, shape}, kNone);
    if (is_new) {
      it->second = add_like(tensor, shape);
      result_.operators.push_back({Reshape{}, {tensor, list(shape)}, {it->second}});
    }
    return it->second;
  }

  // wanted: the shape that it will get; a slice may drop its axis on the way.
  int segment(const Segment& part, const Shape& wanted) {
    if (part.begin == 0 && part.count == element_count(shape_of(part.tensor))) return part.tensor;
    const auto [it, is_new] =
        segments_.try_emplace({part.tensor, part.begin, part.count, wanted}, kNone);
    if (is_new) it->second = cut(part, wanted);
    return it->second;
  }

  int cut(const Segment& part, const Shape& wanted) {
    int from = part.tensor;
    std::optional<std::size_t> axis = axis_of(shape_of(from), part);
    if (!axis) {
      from = reshaped(from, {1, static_cast<std::int32_t>(element_count(shape_of(from)))});
      axis = 1;
    }
    Shape size = shape_of(from), begin(size.size(), 0);
    const std::size_t inner = product(size, *axis + 1, size.size());
    begin[*axis] = static_cast<std::int32_t>(part.begin / inner);
    size[*axis] = static_cast<std::int32_t>(part.count / inner);
    Shape end = begin;
    for (std::size_t i = 0; i < end.size(); ++i) end[i] += size[i];
    StridedSlice slice;
    Shape dropped;  // without the axis
    for (std::size_t i = 0; i < size.size(); ++i) {
      if (i != *axis) dropped.push_back(size[i]);
    }
    if (size[*axis] == 1 && dropped == wanted) {
      slice.shrink_axis_mask = 1 << *axis;
      size = dropped;
    }
    const int to = add_like(from, size);
    result_.operators.push_back(
        {slice, {from, list(begin), list(end), list(Shape(begin.size(), 1))}, {to}});
    return to;
  }

  // The axis along which the segment is a slice.
  static std::optional<std::size_t> axis_of(const Shape& shape, const Segment& part) {
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      const std::size_t inner = product(shape, axis + 1, shape.size());
      if (product(shape, 0, axis) == 1 && part.begin % inner == 0 && part.count % inner == 0) {
        return axis;
      }
    }
    return std::nullopt;
  }

  // Equal segments of one tensor, each right before the one in front of it: what they cover.
  static std::optional<Segment> turned_round(const View& view) {
    const Segment &first = view.front(), &last = view.back();
    for (std::size_t i = 1; i < view.size(); ++i) {
      if (view[i].tensor != first.tensor || view[i].count != first.count ||
          view[i].begin + view[i].count != view[i - 1].begin) {
        return std::nullopt;
      }
    }
    return Segment{first.tensor, last.begin, first.count * view.size()};
  }

  int reversed(const Segment& run, std::size_t width) {
    const Shape rows = {static_cast<std::int32_t>(run.count / width),
                        static_cast<std::int32_t>(width)};
    const int input = reshaped(segment(run, rows), rows);
    const auto [it, is_new] = reversed_.try_emplace(input, kNone);
    if (is_new) {
      it->second = add_like(input, rows);
      result_.operators.push_back(
          {Plain{Plain::Kind::ReverseV2}, {input, list({0})}, {it->second}});
    }
    return it->second;
  }

  // The operator in the graph is already what the view shows, however its axis lies.
  bool is_concatenation_of(const View& view, int tensor) const {
    const Operator& op = graph_.operators[producer_[index(tensor)]];
    return std::holds_alternative<Concatenation>(op.attributes) && op.inputs.size() == view.size();
  }

  // One behind the other along the first axis that is more than the batch, whole tensors only.
  int concatenation(const View& view) {
    const Shape first = shape_of(view[0].tensor);
    for (const Segment& part : view) {
      const Shape& shape = shape_of(part.tensor);
      const bool whole = part.begin == 0 && part.count == element_count(shape);
      if (!whole || shape.empty() || shape.size() != first.size()) return kNone;
      if (!std::equal(shape.begin() + 1, shape.end(), first.begin() + 1)) return kNone;
    }
    std::vector<int> operands;
    Shape shape = first;
    shape[0] = 0;
    for (const Segment& part : view) {
      operands.push_back(part.tensor);
      shape[0] += shape_of(part.tensor)[0];
    }
    const auto [it, is_new] = joined_.try_emplace(operands, kNone);
    if (is_new) {
      it->second = add_like(view[0].tensor, shape);
      result_.operators.push_back({Concatenation{0, Activation::None}, operands, {it->second}});
    }
    return it->second;
  }

  const Graph& graph_;
  const Views views_;
  Graph result_;
  std::vector<std::size_t> producer_;  // of each tensor of the graph
  std::map<int, int> written_, reversed_;
  std::map<Shape, int> lists_;
  std::map<std::pair<int, Shape>, int> reshaped_;
  std::map<std::tuple<int, std::size_t, std::size_t, Shape>, int> segments_;
  std::map<std::vector<int>, int> joined_;
};

}  // namespace

Graph simplify_views(Graph graph) {
  return remove_unused(Simplifier(graph).run());
}

}  // namespace ambulo::graph
