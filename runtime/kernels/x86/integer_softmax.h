// SPDX-License-Identifier: Apache-2.0
// int8 softmax along the last axis of (rows, depth), over a Unit of the instruction set: the
// fixed-point arithmetic of the reference (core/fixed_point_exp.h) in each lane.
#pragma once

#include "runtime/kernels/quantized.h"

#include <cstddef>
#include <cstdint>
#include <limits>

namespace ambulo::kernels::x86 {
namespace {

// round(x / 2^exponent), half up. REQUIRES x >= 0, 1 <= exponent <= 31.
template <typename Unit>
typename Unit::Vector rounded_shift_of_positive(typename Unit::Vector x, int exponent) {
  const auto last_off = Unit::bit_and(Unit::shift_right(x, exponent - 1), Unit::set(1));
  return Unit::add(Unit::shift_right(x, exponent), last_off);
}

// As exp_near_zero_q31 and exp_of_negative_q26.
template <typename Unit>
typename Unit::Vector exp_near_zero(typename Unit::Vector a) {
  constexpr int32_t kExpOfMinusEighth = 1895147668, kThird = 715827883;
  const auto multiply = [](auto x, auto y) { return Unit::doubling_high_multiply(x, y); };
  const auto base = Unit::set(kExpOfMinusEighth);
  const auto x = Unit::add(a, Unit::set(1 << 28));
  const auto x2 = multiply(x, x);
  const auto x3 = multiply(x2, x);
  const auto x4 = multiply(x2, x2);
  const auto quarter_x4 = rounded_shift_of_positive<Unit>(x4, 2);
  const auto third = Unit::add(multiply(Unit::add(quarter_x4, x3), Unit::set(kThird)), x2);
  const auto tail = Unit::halved(third);
  return Unit::add(base, multiply(base, Unit::add(x, tail)));
}

template <typename Unit>
typename Unit::Vector exp_of_negative_fixed(typename Unit::Vector a) {
  constexpr int32_t kQuarter = 1 << 24;
  constexpr int32_t kFactors[] = {1672461947, 1302514674, 790015084, 290630308,
                                  39332535,   720401,     242};
  const auto quarter = Unit::set(kQuarter);
  const auto near = Unit::subtract(Unit::bit_and(a, Unit::set(kQuarter - 1)), quarter);
  const auto rest = Unit::subtract(near, a);
  auto result = exp_near_zero<Unit>(Unit::shift_left(near, 5));
#pragma GCC unroll 7
  for (int k = 0; k < 7; ++k) {
    const auto scaled = Unit::doubling_high_multiply(result, Unit::set(kFactors[k]));
    const auto bit = Unit::bit_and(rest, Unit::set(kQuarter << k));
    result = Unit::where_zero(bit, result, scaled);
  }
  return Unit::where_zero(a, Unit::set(std::numeric_limits<int32_t>::max()), result);
}

// As one_over_one_plus_q31.
template <typename Unit>
typename Unit::Vector one_over_one_plus(typename Unit::Vector a) {
  constexpr int32_t k48Over17 = 1515870810, kMinus32Over17 = -1010580540, kOne = 1 << 29;  // Q2.29
  const auto multiply = [](auto x, auto y) { return Unit::doubling_high_multiply(x, y); };
  const auto half = Unit::add(Unit::shift_right(a, 1), Unit::set(1 << 30));
  auto x = Unit::add(Unit::set(k48Over17), multiply(half, Unit::set(kMinus32Over17)));
  for (int i = 0; i < 3; ++i) {
    const auto error = Unit::subtract(Unit::set(kOne), multiply(half, x));
    x = Unit::add(x, Unit::shift_left(multiply(x, error), 2));
  }
  return Unit::where_less(x, Unit::set(1 << 30), Unit::shift_left(x, 1),
                          Unit::set(std::numeric_limits<int32_t>::max()));
}

template <typename Unit>
struct IntegerSoftmax {
  using Vector = typename Unit::Vector;
  static constexpr int32_t kMaxDepth = 256;
  static constexpr int kMaxVectors = kMaxDepth / Unit::kLanes;
  static constexpr int kSumIntegerBits = 12;

  static bool takes(const SoftmaxS8Args& args) { return args.depth <= kMaxDepth; }
  static void run(const SoftmaxS8Args& args) {
    for (int32_t row = 0; row < args.rows; ++row) {
      const auto start = static_cast<size_t>(row) * static_cast<size_t>(args.depth);
      run_row(args, args.input + start, args.output + start);
    }
  }

 private:
  static void run_row(const SoftmaxS8Args& args, const int8_t* input, int8_t* output) {
    int32_t largest = -128;
    for (int32_t i = 0; i < args.depth; ++i) largest = input[i] > largest ? input[i] : largest;
    alignas(sizeof(Vector)) int32_t differences[kMaxDepth];
    const int32_t lanes = (args.depth + Unit::kLanes - 1) / Unit::kLanes * Unit::kLanes;
    for (int32_t i = 0; i < lanes; ++i) {
      // Too small to count, beyond the last.
      differences[i] = i < args.depth ? input[i] - largest : args.least_difference - 1;
    }
    Vector exponentials[kMaxVectors], sums = Unit::zero();
    const auto multiplier = Unit::set(args.input_multiplier);
    const auto least = Unit::set(args.least_difference);
    for (int32_t i = 0; i < lanes; i += Unit::kLanes) {
      const auto difference = Unit::load_bias(differences + i);
      const auto scaled =
          Unit::doubling_high_multiply(Unit::shift_left(difference, args.input_shift), multiplier);
      const auto e =
          Unit::where_less(difference, least, Unit::zero(), exp_of_negative_fixed<Unit>(scaled));
      exponentials[i / Unit::kLanes] = e;
      sums = Unit::add(sums, rounded_shift_of_positive<Unit>(e, kSumIntegerBits));
    }
    const int32_t sum = Unit::sum_of_lanes(sums);
    // 1 / sum: a power of two and 1 / (1 + x) with 0 <= x < 1.
    const int headroom = __builtin_clz(static_cast<uint32_t>(sum));
    const uint32_t fraction = (static_cast<uint32_t>(sum) << headroom) - (1u << 31);
    const auto scale = one_over_one_plus<Unit>(Unit::set(static_cast<int32_t>(fraction)));
    const int right = kSumIntegerBits - headroom + 31 - 8;
    const typename Unit::Limits limits(IntegerClamp{-128, 127});
    for (int32_t i = 0; i < args.depth; i += Unit::kLanes) {
      const auto product = Unit::doubling_high_multiply(scale, exponentials[i / Unit::kLanes]);
      const auto value =
          Unit::add(rounded_shift_of_positive<Unit>(product, right), Unit::set(-128));
      const int32_t left = args.depth - i;
      Unit::store(output + i, value, left < Unit::kLanes ? left : Unit::kLanes, limits);
    }
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86
