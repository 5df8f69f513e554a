// SPDX-License-Identifier: Apache-2.0
// Sliding windows over time alone: (N,1,T,C). The taps of a window and their channels are one
// contiguous run, in the input and in the filter alike, as long as no tap lies outside.
// Everything is of internal linkage: each ISA is compiled with flags of its own.
#pragma once

#include "runtime/kernels/kernels.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::arm_neon {
namespace {

// One row, and all taps next to each other.
inline bool over_time(const WindowAxis& rows, const WindowAxis& columns) {
  return rows.input == 1 && rows.output == 1 && rows.filter == 1 && rows.pad == 0 &&
         columns.dilation == 1;
}

// Steps of input that the windows of one row cover, those of the padding included.
inline size_t covered_steps(const WindowAxis& columns) {
  return static_cast<size_t>(columns.output - 1) * static_cast<size_t>(columns.stride) +
         static_cast<size_t>(columns.filter);
}

inline bool reads_padding(const WindowAxis& columns) {
  return columns.pad > 0 || covered_steps(columns) > static_cast<size_t>(columns.input);
}

// Writes the covered steps, with `padding` wherever they lie outside of the input, so that
// convolutions need no case of their own at the ends.
template <typename T>
void copy_covered(const T* input, const WindowAxis& columns, int32_t channels, T padding, T* out) {
  const size_t row = static_cast<size_t>(channels);
  const size_t before = static_cast<size_t>(columns.pad) * row;
  const size_t all = covered_steps(columns) * row;
  size_t inside = static_cast<size_t>(columns.input) * row;
  if (inside > all - before) inside = all - before;
  for (size_t i = 0; i < before; ++i) out[i] = padding;
  __builtin_memcpy(out + before, input, inside * sizeof(T));
  for (size_t i = before + inside; i < all; ++i) out[i] = padding;
}

// Which taps of one window lie inside; the first of them reads input step `first`.
struct Taps {
  int32_t begin, end, first;
};

inline Taps taps_inside(const WindowAxis& axis, int32_t output) {
  const int32_t origin = output * axis.stride - axis.pad;
  const int32_t begin = origin < 0 ? -origin : 0;
  int32_t end = axis.input - origin;
  if (end > axis.filter) end = axis.filter;
  return {begin, end < begin ? begin : end, origin + begin};
}

}  // namespace
}  // namespace ambulo::kernels::arm_neon
