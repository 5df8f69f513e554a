// SPDX-License-Identifier: Apache-2.0
#include "runtime/core/fixed_point.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace ambulo {
namespace {

constexpr int32_t kHalf = 1 << 30;  // 0.5 as a multiplier
constexpr int32_t kLeast = std::numeric_limits<int32_t>::min();
constexpr int32_t kMost = std::numeric_limits<int32_t>::max();

double factor(int32_t multiplier, int32_t shift) {
  return std::ldexp(multiplier, shift - 31);
}

TEST(FixedPoint, doubling_high_multiply_rounds_halves_up) {
  EXPECT_EQ(doubling_high_multiply(3, kHalf), 2);    // 1.5
  EXPECT_EQ(doubling_high_multiply(-3, kHalf), -1);  // -1.5
  EXPECT_EQ(doubling_high_multiply(5, kHalf), 3);
  EXPECT_EQ(doubling_high_multiply(-4, kHalf), -2);
}

TEST(FixedPoint, doubling_high_multiply_saturates_only_where_it_would_overflow) {
  EXPECT_EQ(doubling_high_multiply(kLeast, kLeast), kMost);
  EXPECT_EQ(doubling_high_multiply(kLeast, kMost), -kMost);
}

TEST(FixedPoint, shifting_right_rounds_halves_away_from_zero) {
  EXPECT_EQ(rounding_shift_right(6, 2), 2);    // 1.5
  EXPECT_EQ(rounding_shift_right(-6, 2), -2);  // -1.5
  EXPECT_EQ(rounding_shift_right(5, 2), 1);
  EXPECT_EQ(rounding_shift_right(-5, 2), -1);
  EXPECT_EQ(rounding_shift_right(-7, 0), -7);
  EXPECT_EQ(rounding_shift_right(kLeast, 31), -1);
}

TEST(FixedPoint, rounding_twice_and_rounding_once_differ_where_the_first_rounding_makes_a_half) {
  // 11 * 0.5 * 2^-2 = 1.375: first to 6, then 6 / 4 = 1.5 to 2.
  EXPECT_EQ(multiply_by_quantized(11, kHalf, -2), 2);
  EXPECT_EQ(multiply_by_quantized_once(11, kHalf, -2), 1);
  EXPECT_EQ(multiply_by_quantized_64_once(11, kHalf, -2), 1);
}

TEST(FixedPoint, rounding_once_takes_halves_up) {
  EXPECT_EQ(multiply_by_quantized_once(3, kHalf, 0), 2);
  EXPECT_EQ(multiply_by_quantized_once(-3, kHalf, 0), -1);
  EXPECT_EQ(multiply_by_quantized_64_once(-3, kHalf, 0), -1);
}

TEST(FixedPoint, wide_sums_are_multiplied_by_a_multiplier_of_16_bits) {
  EXPECT_EQ(multiply_by_quantized_64(int64_t{1} << 40, kHalf, -20), 1 << 19);
  // The multiplier 2^30 + 2^15 becomes 2^14 + 1; the one below it 2^14.
  EXPECT_EQ(multiply_by_quantized_64(1 << 20, kHalf + (1 << 15), 0), (1 << 19) + 32);
  EXPECT_EQ(multiply_by_quantized_64(1 << 20, kHalf + (1 << 15) - 1, 0), 1 << 19);
  // The largest do not round up to 2^15, which takes 17 bits.
  EXPECT_EQ(multiply_by_quantized_64(1 << 15, kMost, 0), 0x7FFF);
}

TEST(FixedPoint, wide_sums_rounded_once_equal_narrow_ones_and_exact_arithmetic) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int32_t> multipliers(kHalf, kMost), sums(kLeast / 2, kMost / 2);
  for (int i = 0; i < 10000; ++i) {
    const int32_t x = sums(random), multiplier = multipliers(random), shift = -1 - i % 15;
    const int64_t half = int64_t{1} << (30 - shift);
    const auto exact = static_cast<int32_t>((int64_t{x} * multiplier + half) >> (31 - shift));
    EXPECT_EQ(multiply_by_quantized_once(x, multiplier, shift), exact);
    EXPECT_EQ(multiply_by_quantized_64_once(x, multiplier, shift), exact);
  }
}

TEST(FixedPoint, a_factor_is_split_into_31_bits_and_a_power_of_two) {
  std::mt19937 random(2);
  std::uniform_real_distribution<double> exponents(-30, 29);
  for (int i = 0; i < 10000; ++i) {
    const double real = std::exp2(exponents(random));
    int32_t multiplier = 0, shift = 0;
    ASSERT_TRUE(quantize_multiplier(real, multiplier, shift));
    EXPECT_GE(multiplier, kHalf);
    EXPECT_NEAR(factor(multiplier, shift) / real, 1.0, std::ldexp(1.0, -31));
    int expected_shift = 0;  // as libm has it
    const double fraction = std::frexp(real, &expected_shift);
    if (std::llround(std::ldexp(fraction, 31)) < int64_t{1} << 31) {
      EXPECT_EQ(multiplier, std::llround(std::ldexp(fraction, 31)));
      EXPECT_EQ(shift, expected_shift);
    }
  }
}

TEST(FixedPoint, a_fraction_that_rounds_up_to_one_moves_to_the_next_power_of_two) {
  int32_t multiplier = 0, shift = 0;
  ASSERT_TRUE(quantize_multiplier(std::nextafter(1.0, 0.0), multiplier, shift));
  EXPECT_EQ(multiplier, kHalf);
  EXPECT_EQ(shift, 1);
}

TEST(FixedPoint, factors_too_small_to_matter_become_zero) {
  int32_t multiplier = 1, shift = 1;
  for (const double real : {1e-12, 1e-300, std::numeric_limits<double>::denorm_min()}) {
    ASSERT_TRUE(quantize_multiplier(real, multiplier, shift));
    EXPECT_EQ(multiplier, 0);
    EXPECT_EQ(multiply_by_quantized(kMost, multiplier, shift), 0);
    EXPECT_EQ(multiply_by_quantized_once(kMost, multiplier, shift), 0);
  }
}

TEST(FixedPoint, factors_that_no_model_has_are_refused) {
  const double infinity = std::numeric_limits<double>::infinity();
  int32_t multiplier = 0, shift = 0;
  for (const double real : {0.0, -1.0, infinity, std::nan(""), std::ldexp(1.0, 30), 1e300}) {
    EXPECT_FALSE(quantize_multiplier(real, multiplier, shift)) << real;
  }
}

}  // namespace
}  // namespace ambulo
