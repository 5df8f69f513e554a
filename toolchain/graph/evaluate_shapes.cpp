// SPDX-License-Identifier: Apache-2.0
// Operators that cut, join and rename axes, in double precision.
#include <algorithm>
#include <numeric>

#include "toolchain/core/error.h"
#include "toolchain/graph/evaluate_indexing.h"

namespace ambulo::graph {
namespace {

// A tensor as (outer, size, inner) round one axis.
struct Around {
  std::size_t outer = 1, size = 1, inner = 1;
};
Around around(const std::vector<std::int32_t>& shape, std::size_t axis) {
  Around result;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    (i < axis ? result.outer : i == axis ? result.size : result.inner) *= index_of(shape[i]);
  }
  return result;
}

// One axis of a strided slice, after masks and negative indices.
struct Range {
  std::int64_t begin = 0, step = 1;
  std::int32_t size = 1;
};

// Begin, end and step of axis number `axis` of the input stand at `place` of the operands.
Range range_of(const StridedSlice& slice, const Operands& operands, std::size_t place,
               std::int64_t size) {
  const int bit = 1 << place;
  const auto at = [&](std::size_t operand) -> std::int64_t {
    return whole(operands[operand]->values[place]);
  };
  const auto from_end = [&](std::int64_t value) { return value < 0 ? value + size : value; };
  const std::int64_t step = at(3);
  require(step != 0, "STRIDED_SLICE with a stride of 0");
  if (slice.shrink_axis_mask & bit) {
    const std::int64_t first = slice.begin_mask & bit ? 0 : from_end(at(1));
    require(first >= 0 && first < size, "STRIDED_SLICE out of range");
    return {first, 1, 1};
  }
  // Going down, -1 stands before the first element.
  const std::int64_t low = step > 0 ? 0 : -1, high = step > 0 ? size : size - 1;
  const std::int64_t end = slice.end_is_offset ? from_end(at(1)) + at(2) : from_end(at(2));
  std::int64_t first = std::clamp(from_end(at(1)), low, high), last = std::clamp(end, low, high);
  if (slice.begin_mask & bit) first = step > 0 ? low : high;
  if (slice.end_mask & bit) last = step > 0 ? high : low;
  const std::int64_t count = (last - first + step - (step > 0 ? 1 : -1)) / step;
  return {first, step, static_cast<std::int32_t>(std::max<std::int64_t>(0, count))};
}

}  // namespace

void require(bool holds, const char* what) {
  if (!holds) throw Error(ErrorKind::BadInput, what);
}

int dimension(const DoubleTensor& tensor, std::size_t axis) {
  require(axis < tensor.shape.size(), "operand has too few dimensions");
  return tensor.shape[axis];
}

WindowGeometry window_geometry(int size, int filter, int stride, int dilation, Padding padding) {
  constexpr std::int64_t kMost = 1 << 29;  // sums of places stay below 2^31
  require(stride > 0 && dilation > 0 && filter > 0, "stride, dilation or filter is not positive");
  const std::int64_t span = std::int64_t{filter - 1} * dilation + 1;
  require(size <= kMost && span <= kMost && stride <= kMost, "window of an impossible size");
  if (padding == Padding::Valid) {
    require(size >= span, "window is larger than its input");
    return {(size - static_cast<int>(span)) / stride + 1, 0};
  }
  const int count = (size + stride - 1) / stride;
  return {count, std::max(0, (count - 1) * stride + static_cast<int>(span) - size) / 2};
}

DoubleTensor evaluate(const Reshape&, const Operands& operands) {
  require(operands.size() >= 2 && operands[1] != nullptr, "RESHAPE without a shape");
  DoubleTensor result{{}, operands[0]->values}, sizes = *operands[1];
  const auto free = std::ranges::find_if(sizes.values, [](double size) { return size < 0; });
  if (free != sizes.values.end()) {
    *free = 1.0;
    const std::size_t others = element_count(shape_from(sizes));
    require(others > 0, "RESHAPE cannot infer a size");
    *free = static_cast<double>(result.values.size() / others);
  }
  result.shape = shape_from(sizes);
  require(element_count(result.shape) == result.values.size(),
          "RESHAPE to another number of values");
  return result;
}

DoubleTensor evaluate(const Squeeze& squeeze, const Operands& operands) {
  DoubleTensor result{{}, operands[0]->values};
  const auto& shape = operands[0]->shape;
  std::vector<bool> dropped(shape.size(), false);
  for (const std::int32_t axis : squeeze.axes) {
    dropped[index_of(normalized_axis(axis, shape.size()))] = true;
  }
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const bool drop = squeeze.axes.empty() ? shape[axis] == 1 : dropped[axis];
    require(!drop || shape[axis] == 1, "SQUEEZE of an axis that is longer than 1");
    if (!drop) result.shape.push_back(shape[axis]);
  }
  return result;
}

DoubleTensor evaluate(const ShapeOf&, const Operands& operands) {
  const auto& shape = operands[0]->shape;
  return {{static_cast<std::int32_t>(shape.size())}, {shape.begin(), shape.end()}};
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
  require(result.values.size() == element_count(result.shape), "CONCATENATION of unequal shapes");
  apply(concatenation.activation, result.values);
  return result;
}

DoubleTensor evaluate(const Pack& pack, const Operands& operands) {
  const auto axis = normalized_axis(pack.axis, operands[0]->shape.size() + 1);
  std::vector<DoubleTensor> parts;
  for (const DoubleTensor* operand : operands) {
    require(operand != nullptr && operand->shape == operands[0]->shape, "PACK of unequal shapes");
    parts.push_back(*operand);
    parts.back().shape.insert(parts.back().shape.begin() + axis, 1);
  }
  Operands pointers;
  for (DoubleTensor& part : parts) pointers.push_back(&part);
  return evaluate(Concatenation{axis, Activation::None}, pointers);
}

std::vector<DoubleTensor> split(const DoubleTensor& input, std::size_t axis,
                                const std::vector<std::int32_t>& sizes) {
  const auto [outer, size, inner] = around(input.shape, axis);
  const auto total = std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
  require(total == static_cast<std::int64_t>(size), "the parts are not the whole axis");
  std::vector<DoubleTensor> parts;
  std::size_t begin = 0;
  for (const std::int32_t part_size : sizes) {
    DoubleTensor part{input.shape, {}};
    part.shape[axis] = part_size;
    for (std::size_t o = 0; o < outer; ++o) {
      const auto first =
          input.values.begin() + static_cast<std::ptrdiff_t>((o * size + begin) * inner);
      part.values.insert(part.values.end(), first,
                         first + static_cast<std::ptrdiff_t>(index_of(part_size) * inner));
    }
    begin += index_of(part_size);
    parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<DoubleTensor> evaluate(const Unpack& unpack, const Operands& operands) {
  const DoubleTensor& input = *operands[0];
  const auto axis = index_of(normalized_axis(unpack.axis, input.shape.size()));
  auto parts = split(input, axis, std::vector<std::int32_t>(index_of(input.shape[axis]), 1));
  for (DoubleTensor& part : parts) {
    part.shape.erase(part.shape.begin() + static_cast<std::ptrdiff_t>(axis));
  }
  return parts;
}

DoubleTensor evaluate(const Gather& gather, const Operands& operands) {
  require(operands.size() == 2 && operands[1] != nullptr, "GATHER without indices");
  require(gather.batch_dims == 0, "GATHER with batch dimensions is not evaluated");
  const DoubleTensor &input = *operands[0], &indices = *operands[1];
  const auto axis = index_of(normalized_axis(gather.axis, input.shape.size()));
  const auto [outer, size, inner] = around(input.shape, axis);
  DoubleTensor result{{}, {}};
  const auto at = input.shape.begin() + static_cast<std::ptrdiff_t>(axis);
  result.shape.assign(input.shape.begin(), at);
  result.shape.insert(result.shape.end(), indices.shape.begin(), indices.shape.end());
  result.shape.insert(result.shape.end(), at + 1, input.shape.end());
  for (std::size_t o = 0; o < outer; ++o) {
    for (const double index : indices.values) {
      require(index >= 0 && index < static_cast<double>(size), "GATHER out of range");
      const auto first =
          input.values.begin() +
          static_cast<std::ptrdiff_t>((o * size + static_cast<std::size_t>(index)) * inner);
      result.values.insert(result.values.end(), first, first + static_cast<std::ptrdiff_t>(inner));
    }
  }
  return result;
}

DoubleTensor evaluate(const StridedSlice& slice, const Operands& operands) {
  require(operands.size() == 4 && operands[1] && operands[2] && operands[3],
          "STRIDED_SLICE needs begin, end and stride");
  const DoubleTensor& input = *operands[0];
  const std::size_t rank = input.shape.size(), count = operands[1]->values.size();
  require(operands[2]->values.size() == count && operands[3]->values.size() == count && count < 31,
          "STRIDED_SLICE needs begin, end and stride for the same axes");
  std::vector<Range> ranges;
  std::vector<std::int32_t> sizes;
  DoubleTensor result;
  const auto take = [&](const Range& range, bool shrink) {
    ranges.push_back(range);
    sizes.push_back(range.size);
    if (!shrink) result.shape.push_back(range.size);
  };
  const auto take_all = [&](std::size_t until) {
    while (ranges.size() < until) take({0, 1, input.shape[ranges.size()]}, false);
  };
  for (std::size_t place = 0; place < count; ++place) {
    const int bit = 1 << place;
    if (slice.ellipsis_mask & bit) {
      std::size_t behind = 0;
      for (std::size_t i = place + 1; i < count; ++i) behind += !(slice.new_axis_mask >> i & 1);
      require(behind <= rank, "STRIDED_SLICE of more axes than there are");
      take_all(rank - behind);
    } else if (slice.new_axis_mask & bit) {
      result.shape.push_back(1);
    } else {
      require(ranges.size() < rank, "STRIDED_SLICE of more axes than there are");
      take(range_of(slice, operands, place, input.shape[ranges.size()]),
           (slice.shrink_axis_mask & bit) != 0);
    }
  }
  take_all(rank);
  for_each_index(sizes, [&](std::vector<std::int32_t> index) {
    for (std::size_t axis = 0; axis < rank; ++axis) {
      index[axis] = static_cast<std::int32_t>(ranges[axis].begin + index[axis] * ranges[axis].step);
    }
    result.values.push_back(broadcast_at(input, index));
  });
  return result;
}

}  // namespace ambulo::graph
