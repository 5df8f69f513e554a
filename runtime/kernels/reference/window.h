// SPDX-License-Identifier: Apache-2.0
// Which taps of a sliding window lie inside the input.
#pragma once

#include "runtime/kernels/kernels.h"

#include <cstdint>

namespace ambulo::kernels::reference {

struct Taps {
  int32_t begin, end;  // of the filter
  int32_t first;       // input position of tap begin
};

inline Taps taps_inside(const WindowAxis& axis, int32_t output) {
  const int32_t origin = output * axis.stride - axis.pad;
  Taps taps{0, axis.filter, origin};
  if (origin < 0) taps.begin = (-origin + axis.dilation - 1) / axis.dilation;
  const int32_t reachable = (axis.input - origin + axis.dilation - 1) / axis.dilation;
  if (reachable < taps.end) taps.end = reachable;
  if (taps.end < taps.begin) taps.end = taps.begin;
  taps.first = origin + taps.begin * axis.dilation;
  return taps;
}

inline float clamped(float x, Clamp clamp) {
  x = x < clamp.low ? clamp.low : x;
  return x > clamp.high ? clamp.high : x;
}

}  // namespace ambulo::kernels::reference
