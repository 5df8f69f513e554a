// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/numbers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace ambulo::quantization {
namespace {

using graph::DataType;

TEST(Numbers, scale_and_zero_point_are_those_computed_by_hand) {
  // 255 steps from -1 to 4: 5 / 255; -1 is the number -128, so that 0 is -128 + 51.
  const auto numbers = activation_numbers({-1.0, 4.0}, DataType::Int8);
  EXPECT_FLOAT_EQ(numbers.scale[0], 5.0f / 255.0f);
  EXPECT_EQ(numbers.zero_point[0], -77);
  // After a ReLU all 256 numbers are for what is positive.
  EXPECT_EQ(activation_numbers({0.0, 6.0}, DataType::Int8).zero_point[0], -128);
  EXPECT_EQ(activation_numbers({-6.0, 0.0}, DataType::Int8).zero_point[0], 127);
  const auto wide = activation_numbers({-1.0, 4.0}, DataType::Int16);
  EXPECT_FLOAT_EQ(wide.scale[0], 4.0f / 32767.0f);
  EXPECT_EQ(wide.zero_point[0], 0);
}

TEST(Numbers, a_range_that_leaves_out_zero_is_widened_to_it) {
  const auto numbers = activation_numbers({2.0, 3.0}, DataType::Int8);
  EXPECT_FLOAT_EQ(numbers.scale[0], 3.0f / 255.0f);
  EXPECT_EQ(numbers.zero_point[0], -128);
}

TEST(Numbers, a_tensor_that_is_always_zero_gets_a_scale_that_kernels_take) {
  EXPECT_EQ(activation_numbers({0.0, 0.0}, DataType::Int8).scale[0], 1.0f / 256.0f);
  const std::vector<float> zeros(6, 0.0f);
  EXPECT_EQ(quantize_weights(zeros, {2, 3}, 0).quantization.scale,
            (std::vector<float>{1.0f / 256.0f, 1.0f / 256.0f}));
}

TEST(Numbers, weights_are_those_computed_by_hand) {
  const std::vector<float> values = {1.0f, -2.0f, 0.5f, 10.0f, 5.0f, -2.5f};
  const Int8Weights by_row = quantize_weights(values, {2, 3}, 0);
  EXPECT_EQ(by_row.values, (std::vector<std::int8_t>{64, -127, 32, 127, 64, -32}));
  EXPECT_FLOAT_EQ(by_row.quantization.scale[0], 2.0f / 127.0f);
  EXPECT_FLOAT_EQ(by_row.quantization.scale[1], 10.0f / 127.0f);
  const Int8Weights by_column = quantize_weights(values, {2, 3}, 1);
  EXPECT_EQ(by_column.values, (std::vector<std::int8_t>{13, -51, 25, 127, 127, -127}));
  EXPECT_EQ(by_column.quantization.axis, 1);
  const Int8Weights whole = quantize_weights(values, {2, 3}, -1);
  EXPECT_EQ(whole.quantization.scale.size(), 1u);
  EXPECT_EQ(whole.values, (std::vector<std::int8_t>{13, -25, 6, 127, 64, -32}));
}

TEST(Numbers, quantising_moves_no_value_within_the_range_by_more_than_half_a_step) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal(0.0f, 2.0f);
  for (int trial = 0; trial < 50; ++trial) {
    std::vector<float> values(100);
    Range range;
    for (float& value : values) range.include(static_cast<double>(value = normal(random)));
    for (const DataType type : {DataType::Int8, DataType::Int16}) {
      const auto numbers = activation_numbers(range, type);
      const double scale = static_cast<double>(numbers.scale[0]);
      for (const float value : values) {
        const std::int64_t q =
            quantize(static_cast<double>(value), scale, numbers.zero_point[0], type);
        const double back = scale * static_cast<double>(q - numbers.zero_point[0]);
        // The zero point is rounded too: the ends of the range may be half a step outside.
        const bool end = q == -128 || q == 127;
        EXPECT_LE(std::abs(back - static_cast<double>(value)),
                  (type == DataType::Int8 && end ? 1.0 : 0.5) * scale * 1.0001);
      }
    }
    const Int8Weights weights = quantize_weights(values, {10, 10}, 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const float scale = weights.quantization.scale[i / 10];
      EXPECT_LE(std::abs(scale * static_cast<float>(weights.values[i]) - values[i]),
                0.5001f * scale);
    }
  }
}

TEST(Numbers, what_lies_outside_is_clamped_and_what_is_no_number_becomes_the_least) {
  EXPECT_EQ(quantize(1e30, 0.1, 5, DataType::Int8), 127);
  EXPECT_EQ(quantize(-1e30, 0.1, 5, DataType::Int8), -128);
  EXPECT_EQ(quantize(std::nan(""), 0.1, 5, DataType::Int16), -32768);
  EXPECT_EQ(quantize(0.25, 0.1, 0, DataType::Int8), 3);  // half away from zero
  EXPECT_EQ(quantize(-0.25, 0.1, 0, DataType::Int8), -3);
}

float from_float16(std::uint16_t half) {
  const int exponent = half >> 10 & 31, fraction = half & 1023;
  const float sign = (half & 0x8000) != 0 ? -1.0f : 1.0f;
  if (exponent == 31) return sign * std::numeric_limits<float>::infinity();
  return exponent == 0 ? sign * std::ldexp(static_cast<float>(fraction), -24)
                       : sign * std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
}

TEST(Numbers, every_float16_survives_the_way_through_float32) {
  for (std::uint32_t i = 0; i < 0x10000; ++i) {
    const auto half = static_cast<std::uint16_t>(i);
    if ((half >> 10 & 31) == 31 && (half & 1023) != 0) continue;  // no numbers
    EXPECT_EQ(to_float16(from_float16(half)), half);
  }
}

TEST(Numbers, a_float_between_two_float16_goes_to_the_nearer_and_from_the_middle_to_the_even) {
  for (const int i : {0, 1, 2, 0x03FF, 0x0400, 0x3C00, 0x3C01, 0x7BFE}) {
    const auto half = static_cast<std::uint16_t>(i);
    const float low = from_float16(half);
    const float high = from_float16(static_cast<std::uint16_t>(half + 1));
    const auto next = static_cast<std::uint16_t>(half + 1);
    EXPECT_EQ(to_float16(low + (high - low) * 0.49f), half);
    EXPECT_EQ(to_float16(low + (high - low) * 0.51f), next);
    EXPECT_EQ(to_float16(low + (high - low) * 0.5f), half % 2 == 0 ? half : next);
    EXPECT_EQ(to_float16(-low), half | 0x8000);
  }
  EXPECT_EQ(to_float16(65519.0f), 0x7BFF);
  EXPECT_EQ(to_float16(65520.0f), 0x7C00);
  EXPECT_EQ(to_float16(std::nanf("")) & 0x7C00, 0x7C00);
}

}  // namespace
}  // namespace ambulo::quantization
