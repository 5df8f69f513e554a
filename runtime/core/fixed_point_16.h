// SPDX-License-Identifier: Apache-2.0
// Sigmoid and tanh of int16 fixed-point numbers in Q0.15, with the polynomials and roundings of
// gemmlowp's fixedpoint.h, which TFLite's integer LSTM is defined by. An argument has
// `integer_bits` besides its sign (Qm.n, n = 15 - m).
#pragma once

#include <cstdint>

namespace ambulo::q15 {

inline int16_t saturated(int32_t x) {
  return static_cast<int16_t>(x < -32768 ? -32768 : x > 32767 ? 32767 : x);
}

// round(a * b / 2^15), half up for positive products and half down for negative ones.
inline int16_t multiply(int16_t a, int16_t b) {
  const int32_t product = int32_t{a} * b;
  const int32_t half = product >= 0 ? 1 << 14 : 1 - (1 << 14);
  return saturated((product + half) / (1 << 15));
}

// round(x / 2^bits), half away from zero.
inline int16_t shift_right(int16_t x, int32_t bits) {
  const int32_t mask = (1 << bits) - 1;
  const int32_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return static_cast<int16_t>((x >> bits) + ((x & mask) > threshold ? 1 : 0));
}

inline int16_t shift_left(int16_t x, int32_t bits) {
  return saturated(int32_t{x} * (1 << bits));
}

inline constexpr int16_t kOne = 32767;  // in Q0.15, all but

// e^a in Q0.15 for a in Q0.15, -1/4 <= a < 0: Taylor series of degree 4 round -1/8.
inline int16_t exp_near_zero(int16_t a) {
  constexpr int16_t kExpOfMinusEighth = 28918, kThird = 10923;
  const auto x = static_cast<int16_t>(a + (1 << 12));
  const int16_t x2 = multiply(x, x), x3 = multiply(x2, x), x4 = multiply(x2, x2);
  const auto sum = static_cast<int16_t>(shift_right(x4, 2) + x3);
  const int16_t tail = shift_right(static_cast<int16_t>(multiply(sum, kThird) + x2), 1);
  return saturated(kExpOfMinusEighth + multiply(kExpOfMinusEighth, static_cast<int16_t>(x + tail)));
}

// e^a in Q0.15 for a <= 0: e^(a mod 1/4) times the factors e^-(2^k) of the bits left.
inline int16_t exp_of_negative(int16_t a, int32_t integer_bits) {
  constexpr int16_t kFactors[] = {25520, 19875, 12055, 4435, 600, 11, 0};  // k = -2 .. 4
  if (a == 0) return kOne;
  const int32_t fraction_bits = 15 - integer_bits;
  if (integer_bits > 5 && a < -(1 << (fraction_bits + 5))) return 0;
  const int32_t quarter = 1 << (fraction_bits - 2);
  const int32_t near = (a & (quarter - 1)) - quarter;
  const int32_t rest = near - a;
  int16_t result = exp_near_zero(shift_left(static_cast<int16_t>(near), integer_bits));
  for (int32_t k = -2; k <= 4 && k < integer_bits; ++k) {
    if ((rest & 1 << (fraction_bits + k)) != 0) result = multiply(result, kFactors[k + 2]);
  }
  return result;
}

// Newton's x -> x + x (1 - (1 + a) / 2 x) for 2 / (1 + a) in Q2.13; a in Q0.15, 0 <= a <= 1.
inline int16_t two_over_one_plus(int16_t a) {
  constexpr int16_t k48Over17 = 23130, kMinus32Over17 = -15420, kOneQ13 = 1 << 13;
  const auto half = static_cast<int16_t>((int32_t{a} + kOne + 1) / 2);
  auto x = static_cast<int16_t>(k48Over17 + multiply(half, kMinus32Over17));
  for (int32_t i = 0; i < 3; ++i) {
    const auto error = static_cast<int16_t>(kOneQ13 - multiply(half, x));
    x = static_cast<int16_t>(x + shift_left(multiply(x, error), 2));
  }
  return x;
}

inline int16_t negative_magnitude(int16_t a) {
  return a > 0 ? static_cast<int16_t>(-a) : a;
}

inline int16_t sigmoid(int16_t a, int32_t integer_bits) {
  if (a == 0) return 1 << 14;
  const int16_t e = exp_of_negative(negative_magnitude(a), integer_bits);
  const int16_t positive = shift_left(two_over_one_plus(e), 1);  // 1 / (1 + e^-|a|)
  return a > 0 ? positive : static_cast<int16_t>(kOne - positive);
}

inline int16_t tanh(int16_t a, int32_t integer_bits) {
  if (a == 0) return 0;
  const int16_t e = exp_of_negative(negative_magnitude(a), integer_bits + 1);  // e^-2|a|
  const auto twice = static_cast<int16_t>(two_over_one_plus(e) - (1 << 13));
  const int16_t positive = shift_left(twice, 2);  // 2 / (1 + e) - 1
  return a > 0 ? positive : static_cast<int16_t>(-positive);
}

}  // namespace ambulo::q15
