// SPDX-License-Identifier: Apache-2.0
// Sigmoid and tanh of core/fixed_point_16.h in each lane of a Unit of int16, for all 65,536
// arguments the same results. VPMULHRSW is its multiply, but for the product of two -32768, which
// does not occur.
#pragma once

#include <cstdint>

namespace ambulo::kernels::x86 {
namespace {

template <typename Unit>
struct Q15 {
  using Vector = typename Unit::Vector;

  static Vector sigmoid(Vector a, int integer_bits) {
    const Vector e = exp_of_negative(Unit::min(a, negated(a)), integer_bits);
    const Vector half = two_over_one_plus(e);
    const Vector positive = Unit::add_saturated(half, half);
    const Vector other = Unit::subtract(Unit::set(32767), positive);
    const Vector result = Unit::where_positive(a, positive, other);
    return Unit::where_zero(a, Unit::set(1 << 14), result);
  }

  static Vector tanh(Vector a, int integer_bits) {
    const Vector e = exp_of_negative(Unit::min(a, negated(a)), integer_bits + 1);
    const Vector twice = Unit::subtract(two_over_one_plus(e), Unit::set(1 << 13));
    const Vector positive = times_four(twice);
    return Unit::where_zero(a, Unit::zero(), Unit::where_positive(a, positive, negated(positive)));
  }

 private:
  static Vector negated(Vector x) { return Unit::subtract(Unit::zero(), x); }
  static Vector times_four(Vector x) {
    const Vector twice = Unit::add_saturated(x, x);
    return Unit::add_saturated(twice, twice);
  }

  static Vector exp_near_zero(Vector a) {
    const Vector base = Unit::set(28918), third = Unit::set(10923);
    const Vector x = Unit::add(a, Unit::set(1 << 12));
    const Vector x2 = Unit::multiply(x, x), x3 = Unit::multiply(x2, x);
    const Vector x4 = Unit::multiply(x2, x2);
    const Vector quarter_x4 = Unit::shift_right(Unit::add(x4, Unit::set(2)), 2);  // x4 >= 0
    const Vector sum = Unit::add(quarter_x4, x3);
    const Vector twice = Unit::add(Unit::multiply(sum, third), x2);
    const Vector not_negative = Unit::add(Unit::set(1), Unit::shift_right(twice, 15));
    const Vector tail = Unit::shift_right(Unit::add(twice, not_negative), 1);
    return Unit::add_saturated(base, Unit::multiply(base, Unit::add(x, tail)));
  }

  // For a < 0; what it gives for 0 is not used.
  static Vector exp_of_negative(Vector a, int integer_bits) {
    constexpr int16_t kFactors[] = {25520, 19875, 12055, 4435, 600, 11, 0};
    const int fraction_bits = 15 - integer_bits, quarter = 1 << (fraction_bits - 2);
    const Vector near =
        Unit::subtract(Unit::bit_and(a, Unit::set(quarter - 1)), Unit::set(quarter));
    const Vector rest = Unit::subtract(near, a);
    Vector result = exp_near_zero(Unit::shift_left(near, integer_bits));
#pragma GCC unroll 7
    for (int k = -2; k <= 4; ++k) {
      if (k >= integer_bits) break;
      result = Unit::multiply_where(Unit::set(1 << (fraction_bits + k)), rest, result,
                                    Unit::set(kFactors[k + 2]));
    }
    if (integer_bits <= 5) return result;
    const Vector least = Unit::set(-(1 << (fraction_bits + 5)));
    return Unit::where_positive(Unit::subtract_saturated(least, a), Unit::zero(), result);
  }

  static Vector two_over_one_plus(Vector a) {
    // (a + 32767 + 1) / 2 without leaving 16 bits, for 0 <= a.
    const Vector half = Unit::add(Unit::shift_right(a, 1), Unit::set(1 << 14));
    Vector x = Unit::add(Unit::set(23130), Unit::multiply(half, Unit::set(-15420)));
#pragma GCC unroll 3
    for (int i = 0; i < 3; ++i) {
      const Vector error = Unit::subtract(Unit::set(1 << 13), Unit::multiply(half, x));
      x = Unit::add(x, times_four(Unit::multiply(x, error)));
    }
    return x;
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86
