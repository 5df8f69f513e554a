// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution: input (N,H,W,C), filter (1,KH,KW,C*M), output (N,H',W',C*M); output
// channel c * M + m sees input channel c only.
#include "runtime/kernels/reference/reference.h"
#include "runtime/kernels/reference/window.h"

namespace ambulo::kernels::reference {
namespace {

void accumulate(const float* input, const float* filter, float* sums, int32_t channels,
                int32_t multiplier) {
  if (multiplier == 1) {
    for (int32_t c = 0; c < channels; ++c) sums[c] += input[c] * filter[c];
    return;
  }
  for (int32_t c = 0; c < channels; ++c, filter += multiplier, sums += multiplier) {
    for (int32_t m = 0; m < multiplier; ++m) sums[m] += input[c] * filter[m];
  }
}

}  // namespace

void depthwise_conv_2d_f32(const DepthwiseConv2dArgs& args) {
  const WindowAxis &rows = args.rows, &columns = args.columns;
  const int32_t outputs = args.channels * args.multiplier;
  const size_t image_row = static_cast<size_t>(columns.input) * static_cast<size_t>(args.channels);
  const float* image = args.input;
  float* output = args.output;
  for (int32_t n = 0; n < args.batch; ++n, image += image_row * static_cast<size_t>(rows.input)) {
    for (int32_t y = 0; y < rows.output; ++y) {
      const Taps down = taps_inside(rows, y);
      for (int32_t x = 0; x < columns.output; ++x, output += outputs) {
        const Taps across = taps_inside(columns, x);
        for (int32_t o = 0; o < outputs; ++o) output[o] = args.bias ? args.bias[o] : 0.0f;
        for (int32_t ky = down.begin; ky < down.end; ++ky) {
          const int32_t iy = down.first + (ky - down.begin) * rows.dilation;
          for (int32_t kx = across.begin; kx < across.end; ++kx) {
            const int32_t ix = across.first + (kx - across.begin) * columns.dilation;
            const size_t from = static_cast<size_t>(iy) * image_row +
                                static_cast<size_t>(ix) * static_cast<size_t>(args.channels);
            const size_t tap = static_cast<size_t>(ky) * static_cast<size_t>(columns.filter) +
                               static_cast<size_t>(kx);
            accumulate(image + from, args.filter + tap * static_cast<size_t>(outputs), output,
                       args.channels, args.multiplier);
          }
        }
        for (int32_t o = 0; o < outputs; ++o) output[o] = clamped(output[o], args.clamp);
      }
    }
  }
}

}  // namespace ambulo::kernels::reference
