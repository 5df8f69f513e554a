// SPDX-License-Identifier: Apache-2.0
// Convolution: input (N,H,W,C), filter (O,KH,KW,C), output (N,H',W',O). Without dilation along a
// row, the taps of one filter row and their channels are one contiguous run of KW * C values, in
// the input and in the filter alike: no copy of the window is made.
#include "runtime/kernels/reference/dot.h"
#include "runtime/kernels/reference/reference.h"
#include "runtime/kernels/reference/window.h"

namespace ambulo::kernels::reference {
namespace {

// image: one batch entry. Writes the output channels of one position.
void convolve_position(const Conv2dArgs& args, const float* image, Taps rows, Taps columns,
                       float* output) {
  const size_t channels = static_cast<size_t>(args.input_channels);
  const size_t filter_row = static_cast<size_t>(args.columns.filter) * channels;
  const size_t filter_size = static_cast<size_t>(args.rows.filter) * filter_row;
  const size_t image_row = static_cast<size_t>(args.columns.input) * channels;
  const bool contiguous = args.columns.dilation == 1;
  const int32_t runs = contiguous ? 1 : columns.end - columns.begin;
  const int32_t run =
      contiguous ? (columns.end - columns.begin) * args.input_channels : args.input_channels;

  for (int32_t o = 0; o < args.output_channels; o += kRows) {
    const FourRows filters(args.filter, o, args.output_channels, filter_size);
    DotProducts products;
    for (int32_t ky = rows.begin; ky < rows.end; ++ky) {
      const int32_t y = rows.first + (ky - rows.begin) * args.rows.dilation;
      for (int32_t r = 0; r < runs; ++r) {
        const size_t x = static_cast<size_t>(columns.first + r * args.columns.dilation);
        const size_t tap = static_cast<size_t>(ky) * filter_row +
                           static_cast<size_t>(columns.begin + r) * channels;
        const float* taps[kRows];
        for (int32_t j = 0; j < kRows; ++j) taps[j] = filters.rows[j] + tap;
        products.add(image + static_cast<size_t>(y) * image_row + x * channels, taps, run);
      }
    }
    for (int32_t j = 0; j < kRows && o + j < args.output_channels; ++j) {
      const float bias = args.bias == nullptr ? 0.0f : args.bias[o + j];
      output[o + j] = clamped(products.total(j) + bias, args.clamp);
    }
  }
}

}  // namespace

void conv_2d_f32(const Conv2dArgs& args) {
  const size_t image_size = static_cast<size_t>(args.rows.input) *
                            static_cast<size_t>(args.columns.input) *
                            static_cast<size_t>(args.input_channels);
  const float* image = args.input;
  float* output = args.output;
  for (int32_t n = 0; n < args.batch; ++n, image += image_size) {
    for (int32_t y = 0; y < args.rows.output; ++y) {
      const Taps rows = taps_inside(args.rows, y);
      for (int32_t x = 0; x < args.columns.output; ++x, output += args.output_channels) {
        convolve_position(args, image, rows, taps_inside(args.columns, x), output);
      }
    }
  }
}

}  // namespace ambulo::kernels::reference
