// SPDX-License-Identifier: Apache-2.0
// Pooling: input (N,H,W,C) -> output (N,H',W',C): largest or mean of the taps inside the input.
#include "runtime/kernels/reference/reference.h"
#include "runtime/kernels/reference/window.h"

namespace ambulo::kernels::reference {
namespace {

// Walks the windows: first(output, input) for the first tap of each, next(...) for the others,
// last(output, taps) at the end; each on one pixel of channels.
template <typename First, typename Next, typename Last>
void pool(const PoolArgs& args, First first, Next next, Last last) {
  const WindowAxis &rows = args.rows, &columns = args.columns;
  const size_t channels = static_cast<size_t>(args.channels);
  const size_t image_row = static_cast<size_t>(columns.input) * channels;
  const float* image = args.input;
  float* output = args.output;
  for (int32_t n = 0; n < args.batch; ++n, image += image_row * static_cast<size_t>(rows.input)) {
    for (int32_t y = 0; y < rows.output; ++y) {
      const Taps down = taps_inside(rows, y);
      for (int32_t x = 0; x < columns.output; ++x, output += channels) {
        const Taps across = taps_inside(columns, x);
        const float* corner = image + static_cast<size_t>(down.first) * image_row +
                              static_cast<size_t>(across.first) * channels;
        int32_t taps = 0;
        for (int32_t ky = down.begin; ky < down.end; ++ky, corner += image_row) {
          const float* pixel = corner;
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

}  // namespace

void max_pool_2d_f32(const PoolArgs& args) {
  const int32_t channels = args.channels;
  pool(
      args,
      [=](float* output, const float* pixel) {
        for (int32_t c = 0; c < channels; ++c) output[c] = pixel[c];
      },
      [=](float* output, const float* pixel) {
        for (int32_t c = 0; c < channels; ++c) {
          output[c] = output[c] > pixel[c] ? output[c] : pixel[c];
        }
      },
      [&](float* output, int32_t) {
        for (int32_t c = 0; c < channels; ++c) output[c] = clamped(output[c], args.clamp);
      });
}

void average_pool_2d_f32(const PoolArgs& args) {
  const int32_t channels = args.channels;
  pool(
      args,
      [=](float* output, const float* pixel) {
        for (int32_t c = 0; c < channels; ++c) output[c] = pixel[c];
      },
      [=](float* output, const float* pixel) {
        for (int32_t c = 0; c < channels; ++c) output[c] += pixel[c];
      },
      [&](float* output, int32_t taps) {
        const float count = static_cast<float>(taps);
        for (int32_t c = 0; c < channels; ++c) {
          output[c] = clamped(output[c] / count, args.clamp);
        }
      });
}

}  // namespace ambulo::kernels::reference
