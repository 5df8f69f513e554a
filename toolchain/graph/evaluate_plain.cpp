// SPDX-License-Identifier: Apache-2.0
// Operators that are all in their operands (graph::Plain), in double precision.
#include <algorithm>
#include <cmath>

#include "toolchain/core/error.h"
#include "toolchain/graph/evaluate_indexing.h"

namespace ambulo::graph {
namespace {

using Kind = Plain::Kind;
using Results = std::vector<DoubleTensor>;

// The element of the result at each index comes from input[source(index)].
template <typename Source>
DoubleTensor rearranged(const DoubleTensor& input, const std::vector<std::int32_t>& shape,
                        Source&& source) {
  DoubleTensor result{shape, {}};
  for_each_index(shape, [&](const std::vector<std::int32_t>& index) {
    result.values.push_back(broadcast_at(input, source(index)));
  });
  return result;
}

DoubleTensor transposed(const DoubleTensor& input, const DoubleTensor& permutation) {
  const std::size_t rank = input.shape.size();
  require(permutation.values.size() == rank, "TRANSPOSE with a permutation of another rank");
  std::vector<std::int32_t> shape, from;
  std::vector<bool> seen(rank, false);
  for (const double axis : permutation.values) {
    from.push_back(normalized_axis(axis, rank));
    shape.push_back(input.shape[index_of(from.back())]);
    seen[index_of(from.back())] = true;
  }
  require(std::ranges::find(seen, false) == seen.end(), "TRANSPOSE without a permutation");
  std::vector<std::int32_t> at(rank);
  return rearranged(input, shape, [&](const std::vector<std::int32_t>& index) {
    for (std::size_t axis = 0; axis < rank; ++axis) at[index_of(from[axis])] = index[axis];
    return at;
  });
}

// paddings (rank,2): before and behind each axis; negative ones crop.
DoubleTensor padded(const DoubleTensor& input, const DoubleTensor& paddings, double value) {
  const std::size_t rank = input.shape.size();
  require(paddings.values.size() == 2 * rank, "PAD needs two numbers for each axis");
  DoubleTensor sizes{{}, {}};
  std::vector<std::int64_t> before;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    before.push_back(whole(paddings.values[2 * axis]));
    sizes.values.push_back(input.shape[axis] + paddings.values[2 * axis] +
                           paddings.values[2 * axis + 1]);
  }
  DoubleTensor result{shape_from(sizes), {}};
  std::vector<std::int32_t> at(rank);
  for_each_index(result.shape, [&](const std::vector<std::int32_t>& index) {
    bool inside = true;
    for (std::size_t axis = 0; axis < rank; ++axis) {
      const std::int64_t place = index[axis] - before[axis];
      inside = inside && place >= 0 && place < input.shape[axis];
      at[axis] = inside ? static_cast<std::int32_t>(place) : 0;
    }
    result.values.push_back(inside ? broadcast_at(input, at) : value);
  });
  return result;
}

DoubleTensor sliced(const DoubleTensor& input, const DoubleTensor& begin,
                    const DoubleTensor& size) {
  const std::size_t rank = input.shape.size();
  require(begin.values.size() == rank && size.values.size() == rank, "SLICE of another rank");
  std::vector<std::int32_t> shape, first;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const double all = input.shape[axis], start = begin.values[axis];
    const double count = size.values[axis] < 0 ? all - start : size.values[axis];
    require(start >= 0 && count >= 0 && start + count <= all, "SLICE out of range");
    first.push_back(static_cast<std::int32_t>(start));
    shape.push_back(static_cast<std::int32_t>(count));
  }
  return rearranged(input, shape, [&](std::vector<std::int32_t> index) {
    for (std::size_t axis = 0; axis < rank; ++axis) index[axis] += first[axis];
    return index;
  });
}

DoubleTensor updated(DoubleTensor input, const DoubleTensor& update, const DoubleTensor& start) {
  const std::size_t rank = input.shape.size();
  require(update.shape.size() == rank && start.values.size() == rank,
          "DYNAMIC_UPDATE_SLICE of another rank");
  std::vector<std::int32_t> first;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    require(update.shape[axis] <= input.shape[axis], "DYNAMIC_UPDATE_SLICE larger than its input");
    first.push_back(
        std::clamp(whole(start.values[axis]), 0, input.shape[axis] - update.shape[axis]));
  }
  std::size_t next = 0;
  for_each_index(update.shape, [&](const std::vector<std::int32_t>& index) {
    std::size_t offset = 0;
    for (std::size_t axis = 0; axis < rank; ++axis) {
      offset = offset * index_of(input.shape[axis]) + index_of(first[axis] + index[axis]);
    }
    input.values[offset] = update.values[next++];
  });
  return input;
}

DoubleTensor tiled(const DoubleTensor& input, const DoubleTensor& multiples) {
  const std::size_t rank = input.shape.size();
  require(multiples.values.size() == rank, "TILE of another rank");
  DoubleTensor sizes{{}, {}};
  for (std::size_t i = 0; i < rank; ++i) {
    sizes.values.push_back(input.shape[i] * multiples.values[i]);
  }
  return rearranged(input, shape_from(sizes), [&](std::vector<std::int32_t> index) {
    for (std::size_t axis = 0; axis < rank; ++axis) index[axis] %= input.shape[axis];
    return index;
  });
}

DoubleTensor reversed(const DoubleTensor& input, const DoubleTensor& axes) {
  std::vector<bool> turned(input.shape.size(), false);
  for (const double axis : axes.values) {
    turned[index_of(normalized_axis(axis, input.shape.size()))] = true;
  }
  return rearranged(input, input.shape, [&](std::vector<std::int32_t> index) {
    for (std::size_t axis = 0; axis < index.size(); ++axis) {
      if (turned[axis]) index[axis] = input.shape[axis] - 1 - index[axis];
    }
    return index;
  });
}

DoubleTensor range(double start, double limit, double delta) {
  const double count = std::ceil((limit - start) / delta);
  require(delta != 0.0 && count < 1e7, "RANGE without end");
  DoubleTensor result{{static_cast<std::int32_t>(std::max(count, 0.0))}, {}};
  for (int i = 0; i < result.shape[0]; ++i) result.values.push_back(start + i * delta);
  return result;
}

DoubleTensor selected(const Operands& operands, Kind kind) {
  const DoubleTensor &condition = *operands[0], &yes = *operands[1], &no = *operands[2];
  require(kind == Kind::SelectV2 || yes.shape == no.shape, "SELECT of unequal shapes");
  const auto shape = broadcast_shape(broadcast_shape(yes.shape, no.shape), condition.shape);
  DoubleTensor result{shape, {}};
  for_each_index(shape, [&](const std::vector<std::int32_t>& index) {
    result.values.push_back(broadcast_at(broadcast_at(condition, index) != 0.0 ? yes : no, index));
  });
  return result;
}

// Space to batch: (N,H..,C) -> (N prod(block), H/block..,C); batch number = phase N + n.
DoubleTensor to_batch(const DoubleTensor& input, const DoubleTensor& block,
                      const DoubleTensor& paddings) {
  const std::size_t axes = block.values.size();
  require(input.shape.size() > axes && paddings.values.size() == 2 * axes,
          "SPACE_TO_BATCH_ND of another rank");
  DoubleTensor all{{}, std::vector<double>(2 * input.shape.size(), 0.0)};
  std::ranges::copy(paddings.values, all.values.begin() + 2);
  const DoubleTensor space = padded(input, all, 0.0);
  std::vector<std::int32_t> shape = space.shape;
  for (std::size_t i = 0; i < axes; ++i) {
    const std::int32_t size = whole(block.values[i]);
    require(size > 0 && shape[i + 1] % size == 0, "SPACE_TO_BATCH_ND does not divide its input");
    shape[0] = whole(static_cast<double>(shape[0]) * size);
    shape[i + 1] /= size;
  }
  return rearranged(space, shape, [&](std::vector<std::int32_t> index) {
    std::int32_t phase = index[0] / input.shape[0];
    index[0] %= input.shape[0];
    for (std::size_t i = axes; i-- > 0;) {
      const auto size = static_cast<std::int32_t>(block.values[i]);
      index[i + 1] = index[i + 1] * size + phase % size;
      phase /= size;
    }
    return index;
  });
}

DoubleTensor to_space(const DoubleTensor& input, const DoubleTensor& block,
                      const DoubleTensor& crops) {
  const std::size_t axes = block.values.size();
  require(input.shape.size() > axes && crops.values.size() == 2 * axes,
          "BATCH_TO_SPACE_ND of another rank");
  std::vector<std::int32_t> shape = input.shape;
  for (std::size_t i = 0; i < axes; ++i) {
    const std::int32_t size = whole(block.values[i]);
    require(size > 0 && shape[0] % size == 0, "BATCH_TO_SPACE_ND does not divide its batch");
    shape[0] /= size;
    shape[i + 1] = whole(static_cast<double>(shape[i + 1]) * size);
  }
  const std::int32_t batch = shape[0];
  const DoubleTensor space = rearranged(input, shape, [&](std::vector<std::int32_t> index) {
    std::int32_t phase = 0;
    for (std::size_t i = 0; i < axes; ++i) {
      const auto size = static_cast<std::int32_t>(block.values[i]);
      phase = phase * size + index[i + 1] % size;
      index[i + 1] /= size;
    }
    index[0] += phase * batch;
    return index;
  });
  DoubleTensor all{{}, std::vector<double>(2 * input.shape.size(), 0.0)};
  for (std::size_t i = 0; i < 2 * axes; ++i) all.values[i + 2] = -crops.values[i];
  return padded(space, all, 0.0);
}

std::size_t operand_count(Kind kind) {
  switch (kind) {
    case Kind::Rank:
    case Kind::ZerosLike:
    case Kind::Quantize:
    case Kind::Dequantize:
    case Kind::Cast:
    case Kind::ReadVariable:
      return 1;
    case Kind::Padv2:
    case Kind::Slice:
    case Kind::Range:
    case Kind::SpaceToBatchNd:
    case Kind::BatchToSpaceNd:
    case Kind::Select:
    case Kind::SelectV2:
    case Kind::SplitV:
    case Kind::DynamicUpdateSlice:
      return 3;
    default:
      return 2;
  }
}

double one_value(const DoubleTensor& tensor) {
  require(tensor.values.size() == 1, "operand is not one value");
  return tensor.values[0];
}

Results split_parts(Kind kind, const Operands& operands, std::size_t count) {
  const DoubleTensor& input = *operands[kind == Kind::Split ? 1 : 0];
  const double where = one_value(*operands[kind == Kind::Split ? 0 : 2]);
  const auto axis = index_of(normalized_axis(where, input.shape.size()));
  if (kind == Kind::SplitV) return split(input, axis, shape_from(*operands[1]));
  require(count > 0, "SPLIT into no parts");
  const auto parts = static_cast<std::int32_t>(count);
  return split(input, axis, std::vector<std::int32_t>(count, input.shape[axis] / parts));
}

}  // namespace

Results evaluate(const Plain& plain, const Operands& operands, std::size_t output_count) {
  require(operands.size() >= operand_count(plain.kind), "too few operands");
  for (const DoubleTensor* operand : operands) require(operand != nullptr, "an absent operand");
  const auto at = [&](std::size_t i) -> const DoubleTensor& { return *operands[i]; };
  switch (plain.kind) {
    case Kind::Transpose:
      return {transposed(at(0), at(1))};
    case Kind::ExpandDims: {
      DoubleTensor result = at(0);
      const auto axis = normalized_axis(one_value(at(1)), result.shape.size() + 1);
      result.shape.insert(result.shape.begin() + axis, 1);
      return {result};
    }
    case Kind::Pad:
      return {padded(at(0), at(1), 0.0)};
    case Kind::Padv2:
      return {padded(at(0), at(1), one_value(at(2)))};
    case Kind::Slice:
      return {sliced(at(0), at(1), at(2))};
    case Kind::Tile:
      return {tiled(at(0), at(1))};
    case Kind::BroadcastTo: {
      const auto shape = broadcast_shape(shape_from(at(1)), at(0).shape);
      return {rearranged(at(0), shape, [](const std::vector<std::int32_t>& i) { return i; })};
    }
    case Kind::Fill: {
      const auto shape = shape_from(at(0));
      return {{shape, std::vector<double>(element_count(shape), one_value(at(1)))}};
    }
    case Kind::Range:
      return {range(one_value(at(0)), one_value(at(1)), one_value(at(2)))};
    case Kind::Rank:
      return {{{}, {static_cast<double>(at(0).shape.size())}}};
    case Kind::ZerosLike:
      return {{at(0).shape, std::vector<double>(at(0).values.size(), 0.0)}};
    case Kind::ReverseV2:
      return {reversed(at(0), at(1))};
    case Kind::SpaceToBatchNd:
      return {to_batch(at(0), at(1), at(2))};
    case Kind::BatchToSpaceNd:
      return {to_space(at(0), at(1), at(2))};
    case Kind::Select:
    case Kind::SelectV2:
      return {selected(operands, plain.kind)};
    case Kind::Split:
    case Kind::SplitV:
      return split_parts(plain.kind, operands, output_count);
    case Kind::DynamicUpdateSlice:
      return {updated(at(0), at(1), at(2))};
    case Kind::Prelu: {
      const auto shape = broadcast_shape(at(0).shape, at(1).shape);
      DoubleTensor result{shape, {}};
      for_each_index(shape, [&](const std::vector<std::int32_t>& index) {
        const double x = broadcast_at(at(0), index);
        result.values.push_back(x < 0.0 ? x * broadcast_at(at(1), index) : x);
      });
      return {result};
    }
    case Kind::Quantize:
    case Kind::Dequantize:
    case Kind::Cast:
      return {at(0)};  // conform() does the rest
    case Kind::ReadVariable:
    case Kind::AssignVariable:
      break;
  }
  throw Error(ErrorKind::Unsupported, "variables are evaluated in a whole model only");
}

}  // namespace ambulo::graph
