// SPDX-License-Identifier: Apache-2.0
// Operators without weights, in double precision.
#include "toolchain/graph/evaluate_operators.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "toolchain/core/error.h"

namespace ambulo::graph {
namespace {

std::size_t count_of(const std::vector<std::int32_t>& shape) {
  return element_count(shape);
}

// Calls function(index) for every index of a tensor of this shape, in row-major order.
template <typename Function>
void for_each_index(const std::vector<std::int32_t>& shape, Function&& function) {
  std::vector<std::int32_t> index(shape.size(), 0);
  for (std::size_t n = count_of(shape); n > 0; --n) {
    function(index);
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
}

// The value at the trailing part of index; dimensions of size 1 repeat.
double broadcast_at(const DoubleTensor& tensor, const std::vector<std::int32_t>& index) {
  std::size_t offset = 0;
  const std::size_t skipped = index.size() - tensor.shape.size();
  for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis) {
    const std::int32_t size = tensor.shape[axis];
    offset = offset * static_cast<std::size_t>(size) +
             static_cast<std::size_t>(size == 1 ? 0 : index[skipped + axis]);
  }
  return tensor.values[offset];
}

std::int32_t normalized_axis(double axis, std::size_t rank) {
  const auto value = static_cast<std::int32_t>(axis);
  const auto result = value < 0 ? value + static_cast<std::int32_t>(rank) : value;
  require(result >= 0 && result < static_cast<std::int32_t>(rank), "axis out of range");
  return result;
}

}  // namespace

void require(bool holds, const char* what) {
  if (!holds) throw Error(ErrorKind::BadInput, what, "graph evaluation");
}

int dimension(const DoubleTensor& tensor, std::size_t axis) {
  require(axis < tensor.shape.size(), "operand has too few dimensions");
  return tensor.shape[axis];
}

void apply(Activation activation, std::vector<double>& values) {
  for (double& x : values) {
    switch (activation) {
      case Activation::None:
        break;
      case Activation::Relu:
        x = std::max(x, 0.0);
        break;
      case Activation::Relu6:
        x = std::clamp(x, 0.0, 6.0);
        break;
      case Activation::Tanh:
        x = std::tanh(x);
        break;
    }
  }
}

WindowGeometry window_geometry(int size, int filter, int stride, int dilation, Padding padding) {
  require(stride > 0 && dilation > 0 && filter > 0, "stride, dilation or filter is not positive");
  const int span = (filter - 1) * dilation + 1;
  if (padding == Padding::Valid) {
    require(size >= span, "window is larger than its input");
    return {(size - span) / stride + 1, 0};
  }
  const int count = (size + stride - 1) / stride;
  return {count, std::max(0, (count - 1) * stride + span - size) / 2};
}

// Values outside the image count neither for the maximum nor for the mean.
DoubleTensor evaluate(const Pool2d& pool, const Operands& operands) {
  const DoubleTensor& input = *operands[0];
  const int height = dimension(input, 1), width = dimension(input, 2);
  const auto [out_h, top] = window_geometry(height, pool.filter_h, pool.stride_h, 1, pool.padding);
  const auto [out_w, left] = window_geometry(width, pool.filter_w, pool.stride_w, 1, pool.padding);
  DoubleTensor result{{input.shape[0], out_h, out_w, dimension(input, 3)}, {}};
  for_each_index(result.shape, [&](const std::vector<std::int32_t>& at) {
    double maximum = -std::numeric_limits<double>::infinity(), sum = 0.0;
    int count = 0;
    for (int i = 0; i < pool.filter_h * pool.filter_w; ++i) {
      const int row = at[1] * pool.stride_h - top + i / pool.filter_w;
      const int column = at[2] * pool.stride_w - left + i % pool.filter_w;
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      const double x = broadcast_at(input, {at[0], row, column, at[3]});
      maximum = std::max(maximum, x);
      sum += x;
      ++count;
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

DoubleTensor evaluate(const Reshape&, const Operands& operands) {
  require(operands.size() >= 2 && operands[1] != nullptr, "RESHAPE without a shape");
  DoubleTensor result{{}, operands[0]->values};
  std::ptrdiff_t free = -1;
  for (const double size : operands[1]->values) {
    if (size < 0) free = static_cast<std::ptrdiff_t>(result.shape.size());
    result.shape.push_back(static_cast<std::int32_t>(size < 0 ? 1 : size));
  }
  if (free >= 0) {
    const std::size_t others = count_of(result.shape);
    require(others > 0, "RESHAPE cannot infer a size");
    result.shape[static_cast<std::size_t>(free)] =
        static_cast<std::int32_t>(result.values.size() / others);
  }
  require(count_of(result.shape) == result.values.size(), "RESHAPE to another number of values");
  return result;
}

DoubleTensor evaluate(const Concatenation& concatenation, const Operands& operands) {
  const std::size_t rank = operands[0]->shape.size();
  const auto axis = static_cast<std::size_t>(normalized_axis(concatenation.axis, rank));
  DoubleTensor result{operands[0]->shape, {}};
  result.shape[axis] = 0;
  std::size_t outer = 1;
  for (std::size_t i = 0; i < axis; ++i) outer *= static_cast<std::size_t>(result.shape[i]);
  for (const DoubleTensor* operand : operands) {
    require(operand != nullptr && operand->shape.size() == rank, "CONCATENATION of unequal ranks");
    result.shape[axis] += operand->shape[axis];
  }
  for (std::size_t i = 0; i < outer; ++i) {
    for (const DoubleTensor* operand : operands) {
      const auto run = static_cast<std::ptrdiff_t>(operand->values.size() / outer);
      const auto begin = operand->values.begin() + static_cast<std::ptrdiff_t>(i) * run;
      result.values.insert(result.values.end(), begin, begin + run);
    }
  }
  require(result.values.size() == count_of(result.shape), "CONCATENATION of unequal shapes");
  apply(concatenation.activation, result.values);
  return result;
}

DoubleTensor evaluate(const StridedSlice& slice, const Operands& operands) {
  const DoubleTensor& input = *operands[0];
  require(slice.ellipsis_mask == 0 && slice.new_axis_mask == 0,
          "STRIDED_SLICE with an ellipsis or a new axis is not evaluated");
  const std::size_t rank = input.shape.size();
  require(operands.size() == 4 && operands[1]->values.size() == rank &&
              operands[2]->values.size() == rank && operands[3]->values.size() == rank,
          "STRIDED_SLICE needs begin, end and stride for each axis");
  std::vector<std::int32_t> begin(rank), stride(rank), sizes(rank);
  DoubleTensor result;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const int size = input.shape[axis], bit = 1 << axis;
    const auto at = [&](const DoubleTensor& operand) {
      const int value = static_cast<int>(operand.values[axis]);
      return value < 0 ? value + size : value;
    };
    const int step = static_cast<int>(operands[3]->values[axis]);
    require(step != 0, "STRIDED_SLICE with a stride of 0");
    const bool shrink = (slice.shrink_axis_mask & bit) != 0;
    // Going down, -1 stands before the first element.
    const int low = step > 0 ? 0 : -1, high = step > 0 ? size : size - 1;
    int first = std::clamp(at(*operands[1]), low, high);
    int last = std::clamp(at(*operands[2]), low, high);
    if (slice.begin_mask & bit) first = step > 0 ? low : high;
    if (slice.end_mask & bit) last = step > 0 ? high : low;
    begin[axis] = first;
    stride[axis] = shrink ? 1 : step;
    sizes[axis] = shrink ? 1 : std::max(0, (last - first + step - (step > 0 ? 1 : -1)) / step);
    if (!shrink) result.shape.push_back(sizes[axis]);
  }
  for_each_index(sizes, [&](std::vector<std::int32_t> index) {
    for (std::size_t axis = 0; axis < rank; ++axis) {
      index[axis] = begin[axis] + index[axis] * stride[axis];
      require(index[axis] >= 0 && index[axis] < input.shape[axis], "STRIDED_SLICE out of range");
    }
    result.values.push_back(broadcast_at(input, index));
  });
  return result;
}

DoubleTensor evaluate(const Mean& mean, const Operands& operands) {
  require(operands.size() >= 2 && operands[1] != nullptr, "MEAN without axes");
  const DoubleTensor& input = *operands[0];
  std::vector<std::int32_t> kept = input.shape;
  for (const double axis : operands[1]->values) {
    kept[static_cast<std::size_t>(normalized_axis(axis, kept.size()))] = 1;
  }
  DoubleTensor result{kept, std::vector<double>(count_of(kept), 0.0)};
  std::size_t next = 0;
  for_each_index(input.shape, [&](const std::vector<std::int32_t>& index) {
    std::size_t offset = 0;
    for (std::size_t axis = 0; axis < kept.size(); ++axis) {
      offset = offset * static_cast<std::size_t>(kept[axis]) +
               static_cast<std::size_t>(kept[axis] == 1 ? 0 : index[axis]);
    }
    result.values[offset] += input.values[next++];
  });
  const double share =
      static_cast<double>(result.values.size()) / static_cast<double>(input.values.size());
  for (double& x : result.values) x *= share;
  if (!mean.keep_dims) {
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

DoubleTensor evaluate(const Elementwise& elementwise, const Operands& operands) {
  require(operands.size() == 2 && operands[1] != nullptr,
          "an elementwise operator takes two operands");
  const DoubleTensor &a = *operands[0], &b = *operands[1];
  DoubleTensor result;
  result.shape.resize(std::max(a.shape.size(), b.shape.size()), 1);
  for (const DoubleTensor* operand : {&a, &b}) {
    const std::size_t skipped = result.shape.size() - operand->shape.size();
    for (std::size_t axis = 0; axis < operand->shape.size(); ++axis) {
      std::int32_t& size = result.shape[skipped + axis];
      const std::int32_t mine = operand->shape[axis];
      require(size == 1 || mine == 1 || size == mine, "operands do not broadcast");
      if (size == 1) size = mine;
    }
  }
  for_each_index(result.shape, [&](const std::vector<std::int32_t>& index) {
    const double x = broadcast_at(a, index), y = broadcast_at(b, index);
    switch (elementwise.kind) {
      case Elementwise::Kind::Add:
        return result.values.push_back(x + y);
      case Elementwise::Kind::Sub:
        return result.values.push_back(x - y);
      case Elementwise::Kind::Mul:
        return result.values.push_back(x * y);
      case Elementwise::Kind::Div:
        return result.values.push_back(x / y);
    }
  });
  apply(elementwise.activation, result.values);
  return result;
}

DoubleTensor evaluate(const Unary& unary, const Operands& operands) {
  DoubleTensor result = *operands[0];
  switch (unary.kind) {
    case Unary::Kind::Relu:
      apply(Activation::Relu, result.values);
      break;
    case Unary::Kind::Relu6:
      apply(Activation::Relu6, result.values);
      break;
    case Unary::Kind::Tanh:
      apply(Activation::Tanh, result.values);
      break;
    case Unary::Kind::Logistic:
      for (double& x : result.values) x = 1.0 / (1.0 + std::exp(-x));
      break;
  }
  return result;
}

// Dropout acts in training only.
DoubleTensor evaluate(const Dropout&, const Operands& operands) {
  return *operands[0];
}

DoubleTensor evaluate(const Unknown& unknown, const Operands&) {
  throw Error(ErrorKind::Unsupported, "cannot evaluate operator " + unknown.name);
}

}  // namespace ambulo::graph
