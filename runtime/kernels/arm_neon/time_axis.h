// SPDX-License-Identifier: Apache-2.0
// Sliding windows over time alone: (N,1,T,C). The taps of a window and their channels are one
// contiguous run, in the input and in the filter alike, as long as no tap lies outside.
// Everything is of internal linkage: each ISA is compiled with flags of its own.
#pragma once

#include "runtime/kernels/kernels.h"

#include <cstddef>
#include <cstdint>
#include <type_traits>

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

// tile(size) for all steps, size being a constant of 9, 8, 4 or 1: as many tiles of 9 steps as it
// takes for those of 8 to leave no step over, and smaller ones where there are too few for that.
template <typename Tile>
inline void for_each_tile(int32_t steps, Tile tile) {
  int32_t nines = steps % 8 <= steps / 8 ? steps % 8 : 0;
  for (; nines > 0; --nines, steps -= 9) tile(std::integral_constant<int, 9>());
  for (; steps >= 8; steps -= 8) tile(std::integral_constant<int, 8>());
  for (; steps >= 4; steps -= 4) tile(std::integral_constant<int, 4>());
  for (; steps > 0; --steps) tile(std::integral_constant<int, 1>());
}

// Walks the windows of one row whose padding is not read: window(first, taps, t) for output step t,
// of which `taps` taps from input step `first` on lie inside; the first of these is tap number
// t * stride - pad + tap = first.
template <typename Window>
inline void for_each_window(const WindowAxis axis, Window window) {
  const auto at_an_end = [&](int32_t t) {
    const int32_t origin = t * axis.stride - axis.pad;
    const int32_t first = origin < 0 ? 0 : origin;
    const int32_t end = origin + axis.filter < axis.input ? origin + axis.filter : axis.input;
    window(first, end < first ? 0 : end - first, t);
  };
  int32_t t = 0;
  for (; t < axis.output && t * axis.stride < axis.pad; ++t) at_an_end(t);
  // Between the ends all taps lie inside: no case, and a constant number of taps.
  const int32_t last = axis.input - axis.filter + axis.pad;
  const int32_t whole = last < 0 ? 0 : last / axis.stride + 1;
  const int32_t end = whole < axis.output ? whole : axis.output;
  for (int32_t first = t * axis.stride - axis.pad; t < end; ++t, first += axis.stride) {
    window(first, axis.filter, t);
  }
  for (; t < axis.output; ++t) at_an_end(t);
}

}  // namespace
}  // namespace ambulo::kernels::arm_neon
