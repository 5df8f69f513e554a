// SPDX-License-Identifier: Apache-2.0
// Floats to int8 on the fly, as TFLite's hybrid kernels do it: symmetric, q = round(v * 127 / max),
// or asymmetric, q = zero point + round(v / scale), with the zero point that costs less error at
// the ends of the range.
#pragma once

#include "runtime/core/rounding.h"
#include "runtime/kernels/float_quantization.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::reference {

// zero point + round(value), from least to 127; NaN becomes the least. Rounding before the zero
// point is added matters: the sum would drop bits that decide halves.
inline int8_t to_int8(float value, int32_t least, int32_t zero_point) {
  const float low = static_cast<float>(least - zero_point);
  const float high = static_cast<float>(127 - zero_point);
  value = !(value > low) ? low : value;
  return static_cast<int8_t>(round_half_away(value > high ? high : value) + zero_point);
}

inline FloatQuantization quantize_symmetric(const float* values, size_t count, int8_t* out) {
  float range = 0.0f;
  for (size_t i = 0; i < count; ++i) {
    const float magnitude = values[i] < 0.0f ? -values[i] : values[i];
    range = magnitude > range ? magnitude : range;
  }
  const float inverse = range > 0.0f ? 127.0f / range : 0.0f;
  for (size_t i = 0; i < count; ++i) out[i] = to_int8(values[i] * inverse, -127, 0);
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
    result = asymmetric_range(least, largest);
    inverse = 1.0f / result.scale;
  }
  for (size_t i = 0; i < count; ++i) {
    out[i] = to_int8(values[i] * inverse, -128, result.zero_point);
  }
  return result;
}

}  // namespace ambulo::kernels::reference
