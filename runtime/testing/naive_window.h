// SPDX-License-Identifier: Apache-2.0
// Sliding windows written out naively, in double precision, as the measure for the kernels.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/kernels/kernels.h"

namespace ambulo::testing {

// Output size and padding as the .tflite format defines SAME and VALID.
inline kernels::WindowAxis axis(int32_t input, int32_t filter, int32_t stride, int32_t dilation,
                                bool same) {
  const int32_t extent = (filter - 1) * dilation + 1;
  const int32_t output = same ? (input + stride - 1) / stride : (input - extent + stride) / stride;
  const int32_t missing = (output - 1) * stride + extent - input;
  return {input, output, filter, stride, dilation, same && missing > 0 ? missing / 2 : 0};
}

struct WindowCase {
  kernels::WindowAxis rows, columns;
  int32_t batch, channels;
};

// Edge shapes: one step and few, one channel to many, windows as large as the input.
inline std::vector<WindowCase> window_cases() {
  std::vector<WindowCase> cases;
  for (const int32_t time : {1, 2, 5, 16, 33}) {
    for (const int32_t filter : {1, 2, 5, 9}) {
      for (const int32_t stride : {1, 2, 3}) {
        for (const int32_t dilation : {1, 2}) {
          for (const bool same : {false, true}) {
            if (!same && (filter - 1) * dilation + 1 > time) continue;
            const int32_t channels = 1 + (time * 7 + filter * 3 + stride) % 13;
            cases.push_back({axis(1, 1, 1, 1, same), axis(time, filter, stride, dilation, same),
                             1 + time % 2, channels});
          }
        }
      }
    }
  }
  for (const bool same : {false, true}) {
    cases.push_back({axis(7, 3, 2, 1, same), axis(6, 2, 1, 2, same), 2, 5});
    cases.push_back({axis(9, 4, 1, 2, same), axis(8, 3, 3, 1, same), 1, 96});
  }
  return cases;
}

// Calls visit(n, y, x, ky, kx, iy, ix) for every tap that lies inside the input.
template <typename Visit>
void for_each_tap(const WindowCase& c, Visit visit) {
  for (int32_t n = 0; n < c.batch; ++n)
    for (int32_t y = 0; y < c.rows.output; ++y)
      for (int32_t x = 0; x < c.columns.output; ++x)
        for (int32_t ky = 0; ky < c.rows.filter; ++ky)
          for (int32_t kx = 0; kx < c.columns.filter; ++kx) {
            const int32_t iy = y * c.rows.stride - c.rows.pad + ky * c.rows.dilation;
            const int32_t ix = x * c.columns.stride - c.columns.pad + kx * c.columns.dilation;
            if (iy < 0 || iy >= c.rows.input || ix < 0 || ix >= c.columns.input) continue;
            visit(n, y, x, ky, kx, iy, ix);
          }
}

inline size_t input_at(const WindowCase& c, int32_t n, int32_t iy, int32_t ix) {
  return static_cast<size_t>((n * c.rows.input + iy) * c.columns.input + ix);
}
inline size_t output_at(const WindowCase& c, int32_t n, int32_t y, int32_t x) {
  return static_cast<size_t>((n * c.rows.output + y) * c.columns.output + x);
}
inline size_t input_pixels(const WindowCase& c) {
  return input_at(c, c.batch, 0, 0);
}
inline size_t output_pixels(const WindowCase& c) {
  return output_at(c, c.batch, 0, 0);
}

}  // namespace ambulo::testing
