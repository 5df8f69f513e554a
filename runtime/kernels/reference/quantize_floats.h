// SPDX-License-Identifier: Apache-2.0
// Floats to int8 on the fly, as TFLite's hybrid kernels do it: symmetric, q = round(v * 127 / max),
// or asymmetric, with the zero point that costs less error at the ends of the range.
#pragma once

#include "runtime/core/rounding.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::reference {

struct FloatQuantization {
  float scale;
  int32_t zero_point;
};

// NaN becomes the least number.
inline int8_t to_int8(float value, float least) {
  value = !(value > least) ? least : value;
  return static_cast<int8_t>(round_half_away(value > 127.0f ? 127.0f : value));
}

inline FloatQuantization quantize_symmetric(const float* values, size_t count, int8_t* out) {
  float range = 0.0f;
  for (size_t i = 0; i < count; ++i) {
    const float magnitude = values[i] < 0.0f ? -values[i] : values[i];
    range = magnitude > range ? magnitude : range;
  }
  const float inverse = range > 0.0f ? 127.0f / range : 0.0f;
  for (size_t i = 0; i < count; ++i) out[i] = to_int8(values[i] * inverse, -127.0f);
  return {range > 0.0f ? range / 127.0f : 1.0f, 0};
}

// REQUIRES least <= 0 <= largest, not both 0.
inline FloatQuantization asymmetric_range(double least, double largest) {
  constexpr double kLeast = -128.0, kLargest = 127.0;
  const double scale = (largest - least) / (kLargest - kLeast);
  const double from_least = kLeast - least / scale, from_largest = kLargest - largest / scale;
  const double least_error = -kLeast - least / scale, largest_error = kLargest + largest / scale;
  const double zero_point = least_error < largest_error ? from_least : from_largest;
  int32_t nudged = -128;
  if (zero_point >= kLargest) {
    nudged = 127;
  } else if (zero_point > kLeast) {
    nudged = round_half_away(zero_point);
  }
  return {static_cast<float>(scale), nudged};
}

inline FloatQuantization quantize_asymmetric(const float* values, size_t count, int8_t* out) {
  float least = 0.0f, largest = 0.0f;
  for (size_t i = 0; i < count; ++i) {
    least = values[i] < least ? values[i] : least;
    largest = values[i] > largest ? values[i] : largest;
  }
  FloatQuantization result{1.0f, 0};
  float inverse = 0.0f;
  if (least < largest) {
    result = asymmetric_range(double{least}, double{largest});
    inverse = 1.0f / result.scale;
  }
  const float offset = static_cast<float>(result.zero_point);
  for (size_t i = 0; i < count; ++i) out[i] = to_int8(offset + values[i] * inverse, -128.0f);
  return result;
}

}  // namespace ambulo::kernels::reference
