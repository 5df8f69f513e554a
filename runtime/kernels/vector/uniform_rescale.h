// SPDX-License-Identifier: Apache-2.0
// ambulo::multiply_by_quantized over a Unit of int32, the same factor in all lanes.
#pragma once

#include "runtime/kernels/quantized.h"

#include <cstdint>

namespace ambulo::kernels::vector {
namespace {

// round(x / 2^bits), half away from zero.
template <typename Unit>
struct UniformShift {
  typename Unit::Vector bits, rest, half;

  explicit UniformShift(int right) : bits(Unit::set(right)) {
    const auto left_off = static_cast<int32_t>((int64_t{1} << right) - 1);
    rest = Unit::set(left_off);
    half = Unit::set(left_off >> 1);
  }
  typename Unit::Vector operator()(typename Unit::Vector x) const {
    return Unit::rounding_shift_right(x, bits, rest, half);
  }
};

// REQUIRES multiplier > 0.
template <typename Unit>
struct UniformRescale {
  typename Unit::Vector multiplier, left;
  UniformShift<Unit> right;

  explicit UniformRescale(Rescale by)
      : multiplier(Unit::set(by.multiplier)),
        left(Unit::set(by.shift > 0 ? by.shift : 0)),
        right(by.shift > 0 ? 0 : -by.shift) {}
  typename Unit::Vector operator()(typename Unit::Vector x) const {
    return right(Unit::doubling_high_multiply(Unit::shift_left_by(x, left), multiplier));
  }
  // Near enough to zero that a zero point or an int16 may be added.
  typename Unit::Vector in_range(typename Unit::Vector x) const {
    return Unit::min(Unit::max((*this)(x), Unit::set(-(1 << 30))), Unit::set(1 << 30));
  }
};

}  // namespace
}  // namespace ambulo::kernels::vector
