// SPDX-License-Identifier: Apache-2.0
// Hybrid convolutions: float input and output, int8 filters with a scale for each output channel.
// Each batch entry of the input is quantised into scratch; sums are exact integers.
#include "runtime/kernels/reference/quantize_floats.h"
#include "runtime/kernels/reference/reference.h"
#include "runtime/kernels/reference/window.h"

namespace ambulo::kernels::reference {
namespace {

template <typename Args>
size_t image_elements(const Args& args, int32_t channels) {
  return static_cast<size_t>(args.rows.input) * static_cast<size_t>(args.columns.input) *
         static_cast<size_t>(channels);
}

// Calls tap(pixel, tap index) for each tap inside the image; pixel: index of its first channel.
template <typename Args, typename Tap>
void for_each_tap(const Args& args, Taps rows, Taps columns, int32_t channels, Tap tap) {
  for (int32_t ky = rows.begin; ky < rows.end; ++ky) {
    const int32_t y = rows.first + (ky - rows.begin) * args.rows.dilation;
    for (int32_t kx = columns.begin; kx < columns.end; ++kx) {
      const int32_t x = columns.first + (kx - columns.begin) * args.columns.dilation;
      const size_t pixel =
          static_cast<size_t>(y) * static_cast<size_t>(args.columns.input) + static_cast<size_t>(x);
      tap(pixel * static_cast<size_t>(channels),
          static_cast<size_t>(ky) * static_cast<size_t>(args.columns.filter) +
              static_cast<size_t>(kx));
    }
  }
}

// sum_at(image, zero point, rows, columns, o): the integer sum of output channel o at one position.
template <typename Args, typename Quantize, typename SumAt>
void convolve(const Args& args, int32_t channels, int32_t outputs, Quantize quantize,
              SumAt sum_at) {
  const size_t image_size = image_elements(args, channels);
  int8_t* quantized = static_cast<int8_t*>(args.memory.scratch);
  const float* image = args.input;
  float* output = args.output;
  for (int32_t n = 0; n < args.batch; ++n, image += image_size) {
    const FloatQuantization q = quantize(image, image_size, quantized);
    for (int32_t y = 0; y < args.rows.output; ++y) {
      const Taps rows = taps_inside(args.rows, y);
      for (int32_t x = 0; x < args.columns.output; ++x) {
        const Taps columns = taps_inside(args.columns, x);
        for (int32_t o = 0; o < outputs; ++o) {
          const int32_t sum = sum_at(quantized, q.zero_point, rows, columns, o);
          const float value = static_cast<float>(sum) * args.scales[o] * q.scale;
          *output++ = clamped(args.bias == nullptr ? value : value + args.bias[o], args.clamp);
        }
      }
    }
  }
}

}  // namespace

size_t conv_2d_hybrid_scratch_bytes(const Conv2dHybridArgs& args) {
  return image_elements(args, args.input_channels);
}

void conv_2d_hybrid(const Conv2dHybridArgs& args) {
  const size_t channels = static_cast<size_t>(args.input_channels);
  const size_t filter_size =
      static_cast<size_t>(args.rows.filter) * static_cast<size_t>(args.columns.filter) * channels;
  convolve(args, args.input_channels, args.output_channels,
           args.asymmetric ? quantize_asymmetric : quantize_symmetric,
           [&](const int8_t* image, int32_t zero_point, Taps rows, Taps columns, int32_t o) {
             const int8_t* filter = args.filter + static_cast<size_t>(o) * filter_size;
             int32_t sum = 0;
             for_each_tap(args, rows, columns, args.input_channels, [&](size_t pixel, size_t tap) {
               for (size_t c = 0; c < channels; ++c) {
                 sum += (image[pixel + c] - zero_point) * filter[tap * channels + c];
               }
             });
             return sum;
           });
}

size_t depthwise_conv_2d_hybrid_scratch_bytes(const DepthwiseConv2dHybridArgs& args) {
  return image_elements(args, args.channels);
}

void depthwise_conv_2d_hybrid(const DepthwiseConv2dHybridArgs& args) {
  const int32_t outputs = args.channels * args.multiplier;
  convolve(args, args.channels, outputs, quantize_asymmetric,
           [&](const int8_t* image, int32_t zero_point, Taps rows, Taps columns, int32_t o) {
             const size_t channel = static_cast<size_t>(o / args.multiplier);
             int32_t sum = 0;
             for_each_tap(args, rows, columns, args.channels, [&](size_t pixel, size_t tap) {
               sum += (image[pixel + channel] - zero_point) *
                      args.filter[tap * static_cast<size_t>(outputs) + static_cast<size_t>(o)];
             });
             return sum;
           });
}

}  // namespace ambulo::kernels::reference
