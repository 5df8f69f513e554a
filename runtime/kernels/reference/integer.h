// SPDX-License-Identifier: Apache-2.0
// What integer kernels share: the type of their sums and the way back to the output's numbers.
#pragma once

#include "runtime/core/fixed_point.h"
#include "runtime/kernels/quantized.h"

#include <type_traits>

namespace ambulo::kernels::reference {

// Sums of bytes fit 32 bits for up to 2^16 terms (of uint8 2^15), those of int16 need 64.
template <typename T>
using Sum = std::conditional_t<sizeof(T) == 1, int32_t, int64_t>;

// The number that a weight counts as.
template <typename Args>
int32_t weight_of(const Args&, int8_t weight) {
  return weight;
}
template <typename Args>
int32_t weight_of(const Args& args, uint8_t weight) {
  return weight - args.weight_zero_point;
}

// The sum of (x - zero point) * weight. int16, whose zero point is 0, adds up runs that fit 32
// bits, which compilers turn into vectors.
template <typename Args, typename T, typename Weight>
Sum<T> dot(const Args& args, const T* x, const Weight* weights, size_t count) {
  if constexpr (sizeof(T) == 1) {
    int32_t sum = 0;
    for (size_t i = 0; i < count; ++i) {
      sum += (x[i] - args.input_zero_point) * weight_of(args, weights[i]);
    }
    return sum;
  } else {
    constexpr size_t kRun = 256;  // 2^8 * 2^15 * 2^7 < 2^31
    int64_t sum = 0;
    for (size_t first = 0; first < count; first += kRun) {
      const size_t end = count - first < kRun ? count : first + kRun;
      int32_t part = 0;
      for (size_t i = first; i < end; ++i) part += x[i] * weights[i];
      sum += part;
    }
    return sum;
  }
}

// A hostile bias wraps round, as it does in LiteRT.
template <typename S, typename Bias>
S with_bias(S sum, const Bias* bias, int32_t o) {
  if (bias == nullptr) return sum;
  using Unsigned = std::make_unsigned_t<S>;
  return static_cast<S>(static_cast<Unsigned>(sum) + static_cast<Unsigned>(bias[o]));
}

inline int32_t rescaled(int32_t sum, Rescale by, bool = true) {
  return multiply_by_quantized(sum, by.multiplier, by.shift);
}
inline int32_t rescaled(int64_t sum, Rescale by, bool narrow) {
  return narrow ? multiply_by_quantized(static_cast<int32_t>(sum), by.multiplier, by.shift)
                : multiply_by_quantized_64(sum, by.multiplier, by.shift);
}

template <typename T>
T clamped(int32_t value, IntegerClamp clamp) {
  value = value < clamp.low ? clamp.low : value;
  return static_cast<T>(value > clamp.high ? clamp.high : value);
}

// Args has output_zero_point and clamp.
template <typename T, typename Args>
T narrowed(int32_t value, const Args& args) {
  // Below the limits of int32 by more than a zero point, so that hostile factors cannot overflow.
  constexpr int32_t kLimit = 1 << 30;
  value = value < -kLimit ? -kLimit : value;
  value = value > kLimit ? kLimit : value;
  return clamped<T>(value + args.output_zero_point, args.clamp);
}

}  // namespace ambulo::kernels::reference
