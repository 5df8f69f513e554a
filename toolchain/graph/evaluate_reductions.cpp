// SPDX-License-Identifier: Apache-2.0
// Operators that make one number of many, in double precision.
#include <algorithm>
#include <cmath>
#include <limits>

#include "toolchain/graph/evaluate_indexing.h"

namespace ambulo::graph {

// Values outside the image count neither for the maximum nor for the mean.
DoubleTensor evaluate(const Pool2d& pool, const Operands& operands) {
  const DoubleTensor& input = *operands[0];
  const int height = dimension(input, 1), width = dimension(input, 2);
  const WindowGeometry rows =
      window_geometry(height, pool.filter_h, pool.stride_h, 1, pool.padding);
  const WindowGeometry columns =
      window_geometry(width, pool.filter_w, pool.stride_w, 1, pool.padding);
  DoubleTensor result{{input.shape[0], rows.count, columns.count, dimension(input, 3)}, {}};
  for_each_index(result.shape, [&](const std::vector<std::int32_t>& at) {
    double maximum = -std::numeric_limits<double>::infinity(), sum = 0.0;
    int count = 0;
    for (int i = 0; i < pool.filter_h; ++i) {
      for (int j = 0; j < pool.filter_w; ++j) {
        const int row = at[1] * pool.stride_h - rows.before + i;
        const int column = at[2] * pool.stride_w - columns.before + j;
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        const double x = broadcast_at(input, {at[0], row, column, at[3]});
        maximum = std::max(maximum, x);
        sum += x;
        ++count;
      }
    }
    result.values.push_back(pool.max ? maximum : sum / count);
  });
  apply(pool.activation, result.values);
  return result;
}

DoubleTensor evaluate(const Softmax& softmax, const Operands& operands) {
  DoubleTensor result = *operands[0];
  require(!result.shape.empty() && result.shape.back() > 0, "SOFTMAX over nothing");
  const auto width = static_cast<std::size_t>(result.shape.back());
  for (auto row = result.values.begin(); row != result.values.end();) {
    const auto end = row + static_cast<std::ptrdiff_t>(width);
    const double largest = *std::max_element(row, end);
    double sum = 0.0;
    for (auto it = row; it != end; ++it) {
      *it = std::exp(static_cast<double>(softmax.beta) * (*it - largest));
      sum += *it;
    }
    for (; row != end; ++row) *row /= sum;
  }
  return result;
}

DoubleTensor evaluate(const Reduce& reduce, const Operands& operands) {
  require(operands.size() >= 2 && operands[1] != nullptr, "reduction without axes");
  const DoubleTensor& input = *operands[0];
  std::vector<std::int32_t> kept = input.shape;
  for (const double axis : operands[1]->values) {
    kept[static_cast<std::size_t>(normalized_axis(axis, kept.size()))] = 1;
  }
  using Kind = Reduce::Kind;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double first = reduce.kind == Kind::ReduceMax    ? -kInfinity
                       : reduce.kind == Kind::ReduceMin  ? kInfinity
                       : reduce.kind == Kind::ReduceProd ? 1.0
                                                         : 0.0;
  DoubleTensor result{kept, std::vector<double>(element_count(kept), first)};
  std::size_t next = 0;
  for_each_index(input.shape, [&](const std::vector<std::int32_t>& index) {
    std::size_t offset = 0;
    for (std::size_t axis = 0; axis < kept.size(); ++axis) {
      offset = offset * static_cast<std::size_t>(kept[axis]) +
               static_cast<std::size_t>(kept[axis] == 1 ? 0 : index[axis]);
    }
    double& so_far = result.values[offset];
    const double x = input.values[next++];
    switch (reduce.kind) {
      case Kind::Mean:
      case Kind::Sum:
        so_far += x;
        break;
      case Kind::ReduceMax:
        so_far = std::max(so_far, x);
        break;
      case Kind::ReduceMin:
        so_far = std::min(so_far, x);
        break;
      case Kind::ReduceProd:
        so_far *= x;
        break;
    }
  });
  if (reduce.kind == Kind::Mean) {
    const double share =
        static_cast<double>(result.values.size()) / static_cast<double>(input.values.size());
    for (double& x : result.values) x *= share;
  }
  if (!reduce.keep_dims) {
    result.shape.clear();
    std::vector<bool> reduced(kept.size(), false);
    for (const double axis : operands[1]->values) {
      reduced[static_cast<std::size_t>(normalized_axis(axis, kept.size()))] = true;
    }
    for (std::size_t axis = 0; axis < kept.size(); ++axis) {
      if (!reduced[axis]) result.shape.push_back(kept[axis]);
    }
  }
  return result;
}

}  // namespace ambulo::graph
