// SPDX-License-Identifier: Apache-2.0
// Integer depthwise convolution: input (N,H,W,C), filter (1,KH,KW,C*M), output (N,H',W',C*M);
// output channel c * M + m sees input channel c alone.
#include "runtime/kernels/reference/integer.h"
#include "runtime/kernels/reference/reference.h"
#include "runtime/kernels/reference/window.h"

namespace ambulo::kernels::reference {
namespace {

// image: one batch entry; o: the output channel.
template <typename Args, typename T>
Sum<T> sum_of_taps(const Args& args, const T* image, int32_t o, Taps rows, Taps columns) {
  const size_t channels = static_cast<size_t>(args.channels);
  const size_t outputs = channels * static_cast<size_t>(args.multiplier);
  Sum<T> sum = 0;
  for (int32_t ky = rows.begin; ky < rows.end; ++ky) {
    const int32_t y = rows.first + (ky - rows.begin) * args.rows.dilation;
    for (int32_t kx = columns.begin; kx < columns.end; ++kx) {
      const int32_t x = columns.first + (kx - columns.begin) * args.columns.dilation;
      const size_t pixel =
          static_cast<size_t>(y) * static_cast<size_t>(args.columns.input) + static_cast<size_t>(x);
      const size_t tap = static_cast<size_t>(ky) * static_cast<size_t>(args.columns.filter) +
                         static_cast<size_t>(kx);
      const int32_t value = image[pixel * channels + static_cast<size_t>(o / args.multiplier)];
      const auto weight = args.filter[tap * outputs + static_cast<size_t>(o)];
      sum += (value - args.input_zero_point) * weight_of(args, weight);
    }
  }
  return sum;
}

template <typename Args>
void convolve(const Args& args) {
  using T = std::remove_pointer_t<decltype(args.output)>;
  const size_t image_size = static_cast<size_t>(args.rows.input) *
                            static_cast<size_t>(args.columns.input) *
                            static_cast<size_t>(args.channels);
  const T* image = args.input;
  T* output = args.output;
  for (int32_t n = 0; n < args.batch; ++n, image += image_size) {
    for (int32_t y = 0; y < args.rows.output; ++y) {
      const Taps rows = taps_inside(args.rows, y);
      for (int32_t x = 0; x < args.columns.output; ++x) {
        const Taps columns = taps_inside(args.columns, x);
        for (int32_t o = 0; o < args.channels * args.multiplier; ++o) {
          const Sum<T> sum = with_bias(sum_of_taps(args, image, o, rows, columns), args.bias, o);
          *output++ = narrowed<T>(rescaled(sum, args.rescale[o], args.narrow_sums), args);
        }
      }
    }
  }
}

}  // namespace

size_t depthwise_conv_2d_coded_s8_scratch_bytes(const DepthwiseConv2dCodedS8Args& args) {
  return static_cast<size_t>(args.rows.filter) * static_cast<size_t>(args.columns.filter) *
         static_cast<size_t>(args.channels) * static_cast<size_t>(args.multiplier);
}

// The whole filter is decoded: it holds a few taps for each channel.
void depthwise_conv_2d_coded_s8(const DepthwiseConv2dCodedS8Args& args) {
  int8_t* filter = static_cast<int8_t*>(args.memory.scratch);
  decode(args.codes, 0, depthwise_conv_2d_coded_s8_scratch_bytes(args), filter);
  DepthwiseConv2dS8Args plain = args;
  plain.filter = filter;
  depthwise_conv_2d_s8(plain);
}

void depthwise_conv_2d_s8(const DepthwiseConv2dS8Args& args) {
  convolve(args);
}

void depthwise_conv_2d_s16(const DepthwiseConv2dS16Args& args) {
  convolve(args);
}

void depthwise_conv_2d_u8(const DepthwiseConv2dU8Args& args) {
  convolve(args);
}

}  // namespace ambulo::kernels::reference
