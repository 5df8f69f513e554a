// SPDX-License-Identifier: Apache-2.0
// Integer pooling: input (N,H,W,C) -> output (N,H',W',C), both with the same scale and zero point.
// The mean is rounded half away from zero.
#include "runtime/kernels/reference/integer.h"
#include "runtime/kernels/reference/pool_windows.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {
namespace {

template <typename T>
void max_pool(const IntegerPoolArgs<T>& args) {
  const int32_t channels = args.channels;
  pool(
      args,
      [=](T* output, const T* pixel) {
        for (int32_t c = 0; c < channels; ++c) output[c] = pixel[c];
      },
      [=](T* output, const T* pixel) {
        for (int32_t c = 0; c < channels; ++c) {
          output[c] = output[c] > pixel[c] ? output[c] : pixel[c];
        }
      },
      [&](T* output, int32_t) {
        for (int32_t c = 0; c < channels; ++c) output[c] = clamped<T>(output[c], args.clamp);
      });
}

int32_t rounded_mean(int32_t sum, int32_t count) {
  return sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
}

// Channels whose sums are kept at the same time.
constexpr int32_t kBlock = 16;

// The means of `count` channels over the taps of one window; corner: their first tap.
template <typename T>
void average_window(const IntegerPoolArgs<T>& args, const T* corner, int32_t rows, int32_t columns,
                    int32_t count, T* output) {
  const size_t channels = static_cast<size_t>(args.channels);
  const size_t image_row = static_cast<size_t>(args.columns.input) * channels;
  int32_t sums[kBlock] = {};
  for (int32_t ky = 0; ky < rows; ++ky, corner += image_row) {
    const T* pixel = corner;
    for (int32_t kx = 0; kx < columns; ++kx, pixel += channels) {
      for (int32_t c = 0; c < count; ++c) sums[c] += pixel[c];
    }
  }
  for (int32_t c = 0; c < count; ++c) {
    output[c] = clamped<T>(rounded_mean(sums[c], rows * columns), args.clamp);
  }
}

template <typename T>
void average_pool(const IntegerPoolArgs<T>& args) {
  const WindowAxis &rows = args.rows, &columns = args.columns;
  const size_t channels = static_cast<size_t>(args.channels);
  const size_t image_row = static_cast<size_t>(columns.input) * channels;
  const T* image = args.input;
  T* output = args.output;
  for (int32_t n = 0; n < args.batch; ++n, image += image_row * static_cast<size_t>(rows.input)) {
    for (int32_t y = 0; y < rows.output; ++y) {
      const Taps down = taps_inside(rows, y);
      for (int32_t x = 0; x < columns.output; ++x, output += channels) {
        const Taps across = taps_inside(columns, x);
        const T* corner = image + static_cast<size_t>(down.first) * image_row +
                          static_cast<size_t>(across.first) * channels;
        for (int32_t c = 0; c < args.channels; c += kBlock) {
          const int32_t left = args.channels - c;
          // A constant count lets the compiler keep the sums in vectors.
          if (left >= kBlock) {
            average_window(args, corner + c, down.end - down.begin, across.end - across.begin,
                           kBlock, output + c);
          } else {
            average_window(args, corner + c, down.end - down.begin, across.end - across.begin, left,
                           output + c);
          }
        }
      }
    }
  }
}

}  // namespace

void max_pool_2d_s8(const PoolS8Args& args) {
  max_pool(args);
}
void max_pool_2d_s16(const PoolS16Args& args) {
  max_pool(args);
}
void average_pool_2d_s8(const PoolS8Args& args) {
  average_pool(args);
}
void average_pool_2d_s16(const PoolS16Args& args) {
  average_pool(args);
}
void max_pool_2d_u8(const PoolU8Args& args) {
  max_pool(args);
}
void average_pool_2d_u8(const PoolU8Args& args) {
  average_pool(args);
}

}  // namespace ambulo::kernels::reference
