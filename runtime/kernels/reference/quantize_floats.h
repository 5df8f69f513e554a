// SPDX-License-Identifier: Apache-2.0
// Floats to int8 on the fly, as TFLite's hybrid kernels do it: symmetric, q = round(v * 127 / max),
// or asymmetric, with the zero point that costs less error at the ends of the range.
#pragma once

#include "runtime/core/rounding.h"
#include "runtime/kernels/float_quantization.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::reference {

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
