// SPDX-License-Identifier: Apache-2.0
// The int8 numbers of floats that are quantised on the fly, as TFLite's hybrid kernels choose them.
// Of internal linkage: each instruction set compiles it with flags of its own.
#pragma once

#include <cstdint>

namespace ambulo::kernels {
namespace {

struct FloatQuantization {
  float scale;
  int32_t zero_point;
};

// With the zero point that costs less error at the ends of the range, which are subtracted in float
// and divided in double. REQUIRES least <= 0 <= largest, not both 0.
inline FloatQuantization asymmetric_range(float least_value, float largest_value) {
  constexpr double kLeast = -128.0, kLargest = 127.0;
  const float range = largest_value - least_value;
  const double least{least_value}, largest{largest_value};
  const double scale = double{range} / (kLargest - kLeast);
  const double from_least = kLeast - least / scale, from_largest = kLargest - largest / scale;
  const double least_error = -kLeast - least / scale, largest_error = kLargest + largest / scale;
  const double zero_point = least_error < largest_error ? from_least : from_largest;
  int32_t nudged = -128;
  if (zero_point >= kLargest) {
    nudged = 127;
  } else if (zero_point > kLeast) {
    nudged = static_cast<int32_t>(zero_point);
    const double rest = zero_point - nudged;  // halves away from zero
    nudged += (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0);
  }
  return {static_cast<float>(scale), nudged};
}

}  // namespace
}  // namespace ambulo::kernels
