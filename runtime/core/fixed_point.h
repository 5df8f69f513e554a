// SPDX-License-Identifier: Apache-2.0
// Fixed-point arithmetic of integer kernels, as LiteRT's reference kernels do it.
//
// A real factor is multiplier * 2^(shift - 31) with multiplier in [2^30, 2^31). Multiplying by it
// rounds twice: the product with the multiplier is doubled and rounded to its high 32 bits (half
// up), then shifted right with rounding (half away from zero).
#pragma once

#include <cstdint>
#include <limits>

namespace ambulo {

// round(a * b / 2^31), half up. Division rounds towards zero: a product >= 0 gets half the divisor
// added first; one below 0 gets 1 - half, with which the quotient is a ceiling, so that an exact
// half goes up. Only 2^31 / 2^31 (both operands the least number) does not fit.
inline int32_t doubling_high_multiply(int32_t a, int32_t b) {
  constexpr int32_t kLeast = std::numeric_limits<int32_t>::min();
  if (a == kLeast && b == kLeast) return std::numeric_limits<int32_t>::max();
  const int64_t product = int64_t{a} * b;
  const int64_t half = product >= 0 ? int64_t{1} << 30 : 1 - (int64_t{1} << 30);
  return static_cast<int32_t>((product + half) / (int64_t{1} << 31));
}

// round(x / 2^exponent), half away from zero. REQUIRES 0 <= exponent <= 31. x >> exponent is the
// floor, the masked bits are what it left off: above zero they round up from half on, below zero
// only past it.
inline int32_t rounding_shift_right(int32_t x, int32_t exponent) {
  const int32_t mask = static_cast<int32_t>((int64_t{1} << exponent) - 1);
  const int32_t remainder = x & mask;
  const int32_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + (remainder > threshold ? 1 : 0);
}

// x * multiplier * 2^(shift - 31); REQUIRES -31 <= shift <= 30. Left shifts wrap round.
inline int32_t multiply_by_quantized(int32_t x, int32_t multiplier, int32_t shift) {
  const int32_t left = shift > 0 ? shift : 0, right = shift > 0 ? 0 : -shift;
  const int32_t shifted = static_cast<int32_t>(static_cast<uint32_t>(x) << left);
  return rounding_shift_right(doubling_high_multiply(shifted, multiplier), right);
}

// The same, rounding once, half up: (x * multiplier + 2^(30 - shift)) >> (31 - shift). The product
// is below 2^62, so that half of the largest divisor, 2^61, still fits.
inline int32_t multiply_by_quantized_once(int32_t x, int32_t multiplier, int32_t shift) {
  const int32_t right = 31 - shift;
  const int64_t half = int64_t{1} << (right - 1);
  return static_cast<int32_t>((int64_t{x} * multiplier + half) >> right);
}

// For the 64-bit sums of int16 activations: the multiplier is rounded to 16 bits first, so that its
// product with a sum stays below 2^62. One that would round to 2^15 stays below it.
// REQUIRES |x| < 2^47, shift < 8.
inline int32_t multiply_by_quantized_64(int64_t x, int32_t multiplier, int32_t shift) {
  const int32_t reduced = multiplier < 0x7FFF0000 ? (multiplier + (1 << 15)) >> 16 : 0x7FFF;
  const int32_t right = 15 - shift;
  return static_cast<int32_t>((x * reduced + (int64_t{1} << (right - 1))) >> right);
}

// Rounding once with the whole multiplier, half up: (x * multiplier + 2^(30 - shift)) >> (31 -
// shift) in two parts, since the product may take more than 64 bits. The last 16 bits of the low
// part are below what the shift leaves. REQUIRES |x| < 2^47, shift < 8.
inline int32_t multiply_by_quantized_64_once(int64_t x, int32_t multiplier, int32_t shift) {
  const int32_t right = 31 - shift;
  const int64_t high = (x >> 16) * multiplier;
  const int64_t low = (x & 0xFFFF) * multiplier + (int64_t{1} << (right - 1));
  return static_cast<int32_t>((high + (low >> 16)) >> (right - 16));
}

// Splits a real factor: false where it is not positive or too large. One that is too small to
// matter becomes 0.
inline bool quantize_multiplier(double real, int32_t& multiplier, int32_t& shift) {
  if (!(real > 0.0) || !(real < 1073741824.0)) return false;
  multiplier = shift = 0;
  if (real < 1.0 / 4294967296.0) return true;
  while (real < 0.5) real *= 2.0, --shift;
  while (real >= 1.0) real *= 0.5, ++shift;
  int64_t rounded = static_cast<int64_t>(real * 2147483648.0 + 0.5);
  if (rounded == int64_t{1} << 31) rounded /= 2, ++shift;
  if (shift < -31) rounded = shift = 0;
  multiplier = static_cast<int32_t>(rounded);
  return shift <= 30;
}

}  // namespace ambulo
