// SPDX-License-Identifier: Apache-2.0
// Walking over the elements of tensors, for evaluate_*.cpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "toolchain/graph/evaluate_operators.h"

namespace ambulo::graph {

// Calls function(index) for every index of a tensor of this shape, in row-major order.
template <typename Function>
void for_each_index(const std::vector<std::int32_t>& shape, Function&& function) {
  std::vector<std::int32_t> index(shape.size(), 0);
  for (std::size_t n = element_count(shape); n > 0; --n) {
    function(index);
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
}

// A number that an operand gives as an index, a size or an axis.
inline std::int32_t whole(double value) {
  require(std::abs(value) < 2147483648.0, "operand is no index");  // nor is what is no number
  return static_cast<std::int32_t>(value);
}

// The value at the trailing part of index; dimensions of size 1 repeat.
inline double broadcast_at(const DoubleTensor& tensor, const std::vector<std::int32_t>& index) {
  std::size_t offset = 0;
  require(index.size() >= tensor.shape.size(), "operand has too many dimensions");
  const std::size_t skipped = index.size() - tensor.shape.size();
  for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis) {
    const std::int32_t size = tensor.shape[axis];
    offset = offset * static_cast<std::size_t>(size) +
             static_cast<std::size_t>(size == 1 ? 0 : index[skipped + axis]);
  }
  return tensor.values[offset];
}

inline std::int32_t normalized_axis(double axis, std::size_t rank) {
  const std::int32_t value = whole(axis);
  const auto result = value < 0 ? value + static_cast<std::int32_t>(rank) : value;
  require(result >= 0 && result < static_cast<std::int32_t>(rank), "axis out of range");
  return result;
}

// The shape that both broadcast to.
inline std::vector<std::int32_t> broadcast_shape(const std::vector<std::int32_t>& a,
                                                 const std::vector<std::int32_t>& b) {
  std::vector<std::int32_t> result(std::max(a.size(), b.size()), 1);
  for (const auto* shape : {&a, &b}) {
    const std::size_t skipped = result.size() - shape->size();
    for (std::size_t axis = 0; axis < shape->size(); ++axis) {
      std::int32_t& size = result[skipped + axis];
      const std::int32_t mine = (*shape)[axis];
      require(size == 1 || mine == 1 || size == mine, "operands do not broadcast");
      if (size == 1) size = mine;
    }
  }
  return result;
}

// A shape that an operand gives, small enough to hold; -1 is none.
inline std::vector<std::int32_t> shape_from(const DoubleTensor& sizes) {
  std::vector<std::int32_t> shape;
  double count = 1.0;
  for (const double size : sizes.values) {
    count *= std::max(size, 1.0);
    require(size >= 0 && count <= 1e8, "operand is no shape, or of too many elements");
    shape.push_back(static_cast<std::int32_t>(size));
  }
  return shape;
}

inline std::size_t index_of(std::int32_t value) {
  return static_cast<std::size_t>(value);
}

}  // namespace ambulo::graph
