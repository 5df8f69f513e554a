// SPDX-License-Identifier: Apache-2.0
// The windows of a pool: input (N,H,W,C), output (N,H',W',C).
#pragma once

#include "runtime/kernels/kernels.h"

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace ambulo::kernels::x86 {
namespace {

// Taps of one axis that lie inside the input; a pool has no dilation.
struct PoolTaps {
  int32_t first, count;

  PoolTaps(const WindowAxis& axis, int32_t output) {
    const int32_t origin = output * axis.stride - axis.pad;
    const int32_t end = origin + axis.filter < axis.input ? origin + axis.filter : axis.input;
    first = origin < 0 ? 0 : origin;
    count = end - first;
  }
};

// Taps inside the input; pixels are `step`, rows `row` elements apart.
template <typename T>
struct PoolWindow {
  const T* first;
  int32_t rows, columns;
  size_t step, row;

  template <typename Visit>
  void for_each_other_tap(Visit visit) const {
    for (int32_t y = 0; y < rows; ++y) {
      const T* tap = first + static_cast<size_t>(y) * row;
      for (int32_t x = 0; x < columns; ++x, tap += step) {
        if (x + y > 0) visit(tap);
      }
    }
  }
};

// visit(window, output): output of all channels.
template <typename Args, typename Visit>
void for_each_pool_window(const Args& args, Visit visit) {
  const WindowAxis &rows = args.rows, &columns = args.columns;
  const auto channels = static_cast<size_t>(args.channels);
  const size_t row = static_cast<size_t>(columns.input) * channels;
  auto* input = args.input;
  auto* output = args.output;
  for (int32_t n = 0; n < args.batch; ++n, input += row * static_cast<size_t>(rows.input)) {
    for (int32_t y = 0; y < rows.output; ++y) {
      const PoolTaps down(rows, y);
      for (int32_t x = 0; x < columns.output; ++x, output += channels) {
        const PoolTaps across(columns, x);
        const auto* first = input + static_cast<size_t>(down.first) * row +
                            static_cast<size_t>(across.first) * channels;
        visit(
            PoolWindow<std::remove_const_t<std::remove_pointer_t<decltype(input)>>>{
                first, down.count, across.count, channels, row},
            output);
      }
    }
  }
}

}  // namespace
}  // namespace ambulo::kernels::x86
