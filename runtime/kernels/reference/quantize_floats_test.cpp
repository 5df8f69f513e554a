// SPDX-License-Identifier: Apache-2.0
// Cases in which another order of rounding gives another number; expected ones are LiteRT's.
#include "runtime/kernels/reference/quantize_floats.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace ambulo::kernels::reference {
namespace {

struct Quantized {
  FloatQuantization numbers;
  std::vector<int8_t> values;
};

Quantized asymmetric(const std::vector<float>& values) {
  std::vector<int8_t> out(values.size());
  const FloatQuantization numbers = quantize_asymmetric(values.data(), values.size(), out.data());
  return {numbers, out};
}

TEST(QuantizeFloats, subtracts_the_ends_of_a_range_in_float) {
  const Quantized a = asymmetric({-1.41f, 3.29f});  // in double, zero is at -51.500001
  EXPECT_EQ(a.numbers.scale, 0.018431371f);
  EXPECT_EQ(a.numbers.zero_point, -51);
  const Quantized b = asymmetric({-2.1f, 0.9f});  // in double, at 50.499999
  EXPECT_EQ(b.numbers.scale, 0.011764706f);
  EXPECT_EQ(b.numbers.zero_point, 51);
}

TEST(QuantizeFloats, rounds_before_it_adds_the_zero_point) {
  // The scale is 1. 100 + 0.49999997 is 100.5 in float.
  const Quantized q = asymmetric({-228.0f, 27.0f, 0.49999997f, -0.49999997f, 0.5f, -0.5f});
  EXPECT_EQ(q.numbers.zero_point, 100);
  EXPECT_EQ(q.values, (std::vector<int8_t>{-128, 127, 100, 100, 101, 99}));
}

TEST(QuantizeFloats, gives_the_least_number_for_what_is_none) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(asymmetric({-1.0f, nan, 1.0f}).values[1], -128);
  const std::vector<float> values{-1.0f, nan, 1.0f};
  std::vector<int8_t> out(values.size());
  quantize_symmetric(values.data(), values.size(), out.data());
  EXPECT_EQ(out, (std::vector<int8_t>{-127, -127, 127}));
}

}  // namespace
}  // namespace ambulo::kernels::reference
