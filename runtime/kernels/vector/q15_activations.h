// SPDX-License-Identifier: Apache-2.0
// Sigmoid and tanh of core/fixed_point_16.h in each lane of a Unit of int16, for all 65,536
// arguments the same results. VPMULHRSW is its multiply, but for the product of two -32768, which
// does not occur.
#pragma once

#include <cstdint>

namespace ambulo::kernels::vector {
namespace {

// Sigmoid and tanh of arguments with this many bits before the point.
template <typename Unit>
class Q15 {
  using Vector = typename Unit::Vector;

 public:
  explicit Q15(int integer_bits) : exp_(integer_bits), exp_of_twice_(integer_bits + 1) {}

  Vector sigmoid(Vector a) const {
    const Vector e = exp_(Unit::min(a, negated(a)));
    const Vector half = two_over_one_plus(e);
    const Vector positive = Unit::add_saturated(half, half);
    const Vector other = Unit::subtract(Unit::set(32767), positive);
    const Vector result = Unit::where_positive(a, positive, other);
    return Unit::where_zero(a, Unit::set(1 << 14), result);
  }

  Vector tanh(Vector a) const {
    const Vector e = exp_of_twice_(Unit::min(a, negated(a)));
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

  // e^a for a < 0; what it gives for 0 is not used.
  struct Exp {
    int integer_bits, factors;
    Vector quarter, below_quarter, flags[7], least;

    explicit Exp(int bits) : integer_bits(bits), factors(bits < 5 ? bits + 2 : 7) {
      const int fraction_bits = 15 - bits;
      quarter = Unit::set(1 << (fraction_bits - 2));
      below_quarter = Unit::set((1 << (fraction_bits - 2)) - 1);
      for (int k = 0; k < factors; ++k) flags[k] = Unit::set(1 << (fraction_bits + k - 2));
      least = Unit::set(bits > 5 ? -(1 << (fraction_bits + 5)) : -32768);
    }
    Vector operator()(Vector a) const {
      constexpr int16_t kFactors[] = {25520, 19875, 12055, 4435, 600, 11, 0};  // e^-2^k, k = -2 ...
      const Vector near = Unit::subtract(Unit::bit_and(a, below_quarter), quarter);
      const Vector rest = Unit::subtract(near, a);
      Vector result = exp_near_zero(Unit::shift_left(near, integer_bits));
#pragma GCC unroll 7
      for (int k = 0; k < 7; ++k) {
        if (k == factors) break;
        result = Unit::multiply_where(flags[k], rest, result, Unit::set(kFactors[k]));
      }
      if (integer_bits <= 5) return result;
      return Unit::where_positive(Unit::subtract_saturated(least, a), Unit::zero(), result);
    }
  };

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

  Exp exp_, exp_of_twice_;
};

}  // namespace
}  // namespace ambulo::kernels::vector
