// SPDX-License-Identifier: Apache-2.0
// How an array feeds an input: as one value or as a batch of them.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace ambulo::execution {

using Shape = std::vector<std::size_t>;

struct Batch {
  enum class Axis {
    None,     // (1, 128, 6) as it is
    Added,    // (N, 1, 128, 6)
    Leading,  // (N, 128, 6): N takes the place of a leading 1
  } axis = Axis::None;
  std::size_t count = 1;

  bool operator==(const Batch&) const = default;
};

// nullopt when the array fits in none of these ways, or holds no value at all.
std::optional<Batch> batch_of(const Shape& array, const Shape& input);

// The shape of the results of a whole batch, of a tensor of this shape.
Shape batched(Shape shape, const Batch& batch);

}  // namespace ambulo::execution
