// SPDX-License-Identifier: Apache-2.0
// Pooling: input (N,H,W,C) -> output (N,H',W',C): largest or mean of the taps inside the input.
#include "runtime/kernels/reference/pool_windows.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {
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
