// SPDX-License-Identifier: Apache-2.0
#include "toolchain/execution/batch_shape.h"

#include <algorithm>

namespace ambulo::execution {

std::optional<Batch> batch_of(const Shape& array, const Shape& input) {
  if (array == input) return Batch{};
  if (array.empty() || array[0] == 0) return std::nullopt;
  const bool added =
      array.size() == input.size() + 1 && std::equal(input.begin(), input.end(), array.begin() + 1);
  if (added) return Batch{Batch::Axis::Added, array[0]};
  const bool leading = array.size() == input.size() && input[0] == 1 &&
                       std::equal(input.begin() + 1, input.end(), array.begin() + 1);
  if (leading) return Batch{Batch::Axis::Leading, array[0]};
  return std::nullopt;
}

Shape batched(Shape shape, const Batch& batch) {
  if (batch.axis == Batch::Axis::None) return shape;
  if (batch.axis == Batch::Axis::Leading && !shape.empty() && shape[0] == 1) {
    shape[0] = batch.count;
  } else {
    shape.insert(shape.begin(), batch.count);
  }
  return shape;
}

}  // namespace ambulo::execution
