// SPDX-License-Identifier: Apache-2.0
// The walk over the windows of a pooling, whatever the type: input (N,H,W,C) -> output (N,H',W',C).
#pragma once

#include "runtime/kernels/reference/window.h"

namespace ambulo::kernels::reference {

// Walks the windows: first(output, input) for the first tap of each, next(...) for the others,
// last(output, taps) at the end; each on one pixel of channels.
// Args: PoolArgs or IntegerPoolArgs.
template <typename Args, typename First, typename Next, typename Last>
void pool(const Args& args, First first, Next next, Last last) {
  const WindowAxis &rows = args.rows, &columns = args.columns;
  const size_t channels = static_cast<size_t>(args.channels);
  const size_t image_row = static_cast<size_t>(columns.input) * channels;
  const auto* image = args.input;
  auto* output = args.output;
  for (int32_t n = 0; n < args.batch; ++n, image += image_row * static_cast<size_t>(rows.input)) {
    for (int32_t y = 0; y < rows.output; ++y) {
      const Taps down = taps_inside(rows, y);
      for (int32_t x = 0; x < columns.output; ++x, output += channels) {
        const Taps across = taps_inside(columns, x);
        const auto* corner = image + static_cast<size_t>(down.first) * image_row +
                             static_cast<size_t>(across.first) * channels;
        int32_t taps = 0;
        for (int32_t ky = down.begin; ky < down.end; ++ky, corner += image_row) {
          const auto* pixel = corner;
          for (int32_t kx = across.begin; kx < across.end; ++kx, pixel += channels, ++taps) {
            if (taps == 0)
              first(output, pixel);
            else
              next(output, pixel);
          }
        }
        last(output, taps);
      }
    }
  }
}

}  // namespace ambulo::kernels::reference
