// SPDX-License-Identifier: Apache-2.0
// e^x and 1 / (1 + x) in 32-bit fixed point, with the polynomials and roundings of gemmlowp's
// fixedpoint.h, which TFLite's integer softmax is defined by. Qm.n: m integer and n fractional bits
// besides the sign.
#pragma once

#include "runtime/core/fixed_point.h"

#include <cstdint>
#include <limits>

namespace ambulo {

inline int32_t saturating_shift_left(int32_t x, int32_t bits) {
  const int64_t wide = int64_t{x} * (int64_t{1} << bits);
  if (wide > std::numeric_limits<int32_t>::max()) return std::numeric_limits<int32_t>::max();
  if (wide < std::numeric_limits<int32_t>::min()) return std::numeric_limits<int32_t>::min();
  return static_cast<int32_t>(wide);
}

// e^a in Q0.31 for a in Q0.31, -1/4 <= a < 0: Taylor series of degree 4 round -1/8.
inline int32_t exp_near_zero_q31(int32_t a) {
  constexpr int32_t kExpOfMinusEighth = 1895147668, kThird = 715827883;
  const int32_t x = a + (1 << 28);
  const int32_t x2 = doubling_high_multiply(x, x);
  const int32_t x3 = doubling_high_multiply(x2, x);
  const int32_t x4 = doubling_high_multiply(x2, x2);
  const int32_t quarter_x4 = rounding_shift_right(x4, 2);
  const int32_t tail =
      rounding_shift_right(doubling_high_multiply(quarter_x4 + x3, kThird) + x2, 1);
  return kExpOfMinusEighth + doubling_high_multiply(kExpOfMinusEighth, x + tail);
}

// e^a in Q0.31 for a <= 0 in Q5.26: e^(a mod 1/4) times the factors e^-(2^k) of the bits left.
inline int32_t exp_of_negative_q26(int32_t a) {
  constexpr int32_t kQuarter = 1 << 24;
  constexpr int32_t kFactors[] = {1672461947, 1302514674, 790015084, 290630308,
                                  39332535,   720401,     242};  // k = -2 .. 4
  if (a == 0) return std::numeric_limits<int32_t>::max();
  const int32_t near = (a & (kQuarter - 1)) - kQuarter;
  const int32_t rest = near - a;
  int32_t result = exp_near_zero_q31(saturating_shift_left(near, 5));
  for (int32_t k = 0; k < 7; ++k) {
    if ((rest & kQuarter << k) != 0) result = doubling_high_multiply(result, kFactors[k]);
  }
  return result;
}

// 1 / (1 + a) in Q0.31 for a in Q0.31, 0 <= a < 1: three Newton steps on (1 + a) / 2.
inline int32_t one_over_one_plus_q31(int32_t a) {
  constexpr int32_t k48Over17 = 1515870810, kMinus32Over17 = -1010580540, kOne = 1 << 29;  // Q2.29
  const int64_t sum = int64_t{a} + std::numeric_limits<int32_t>::max();
  const int32_t half = static_cast<int32_t>((sum + 1) / 2);
  int32_t x = k48Over17 + doubling_high_multiply(half, kMinus32Over17);
  for (int32_t i = 0; i < 3; ++i) {
    const int32_t error = kOne - doubling_high_multiply(half, x);
    x += saturating_shift_left(doubling_high_multiply(x, error), 2);
  }
  return saturating_shift_left(x, 1);
}

}  // namespace ambulo
