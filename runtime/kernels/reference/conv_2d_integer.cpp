// SPDX-License-Identifier: Apache-2.0
// Integer convolution: input (N,H,W,C), filter (O,KH,KW,C), output (N,H',W',O). Each sum of
// (input - zero point) * weight, plus bias, is rescaled to the output's numbers; taps outside the
// input read as its zero point and so add nothing.
#include "runtime/core/fixed_point.h"
#include "runtime/kernels/reference/integer.h"
#include "runtime/kernels/reference/reference.h"
#include "runtime/kernels/reference/window.h"

namespace ambulo::kernels::reference {
namespace {

template <typename Args, typename T, typename Weight>
Sum<T> sum_of_taps(const Args& args, const T* image, const Weight* filter, Taps rows,
                   Taps columns) {
  const size_t channels = static_cast<size_t>(args.input_channels);
  const size_t filter_row = static_cast<size_t>(args.columns.filter) * channels;
  const size_t image_row = static_cast<size_t>(args.columns.input) * channels;
  Sum<T> sum = 0;
  for (int32_t ky = rows.begin; ky < rows.end; ++ky) {
    const int32_t y = rows.first + (ky - rows.begin) * args.rows.dilation;
    for (int32_t kx = columns.begin; kx < columns.end; ++kx) {
      const int32_t x = columns.first + (kx - columns.begin) * args.columns.dilation;
      const T* pixel =
          image + static_cast<size_t>(y) * image_row + static_cast<size_t>(x) * channels;
      const Weight* tap =
          filter + static_cast<size_t>(ky) * filter_row + static_cast<size_t>(kx) * channels;
      sum += dot(args, pixel, tap, channels);
    }
  }
  return sum;
}

template <typename Args>
size_t terms_of(const Args& args) {
  return static_cast<size_t>(args.rows.filter) * static_cast<size_t>(args.columns.filter) *
         static_cast<size_t>(args.input_channels);
}

template <typename Args>
void convolve(const Args& args) {
  using T = std::remove_pointer_t<decltype(args.output)>;
  const size_t channels = static_cast<size_t>(args.input_channels);
  const size_t image_size =
      static_cast<size_t>(args.rows.input) * static_cast<size_t>(args.columns.input) * channels;
  const size_t filter_size = terms_of(args);
  const T* image = args.input;
  T* output = args.output;
  for (int32_t n = 0; n < args.batch; ++n, image += image_size) {
    for (int32_t y = 0; y < args.rows.output; ++y) {
      const Taps rows = taps_inside(args.rows, y);
      for (int32_t x = 0; x < args.columns.output; ++x) {
        const Taps columns = taps_inside(args.columns, x);
        auto filter = args.filter;
        for (int32_t o = 0; o < args.output_channels; ++o, filter += filter_size) {
          const Sum<T> sum =
              with_bias(sum_of_taps(args, image, filter, rows, columns), args.bias, o);
          *output++ = narrowed<T>(rescaled(sum, args.rescale[o], args.narrow_sums), args);
        }
      }
    }
  }
}

// The filter of one output channel is decoded, and serves all positions.
void convolve_channel(const Conv2dCodedS8Args& args, int32_t o, const int8_t* filter) {
  const size_t image_size = static_cast<size_t>(args.rows.input) *
                            static_cast<size_t>(args.columns.input) *
                            static_cast<size_t>(args.input_channels);
  const int8_t* image = args.input;
  int8_t* output = args.output + o;
  for (int32_t n = 0; n < args.batch; ++n, image += image_size) {
    for (int32_t y = 0; y < args.rows.output; ++y) {
      const Taps rows = taps_inside(args.rows, y);
      for (int32_t x = 0; x < args.columns.output; ++x, output += args.output_channels) {
        const Taps columns = taps_inside(args.columns, x);
        const int32_t sum =
            with_bias(sum_of_taps(args, image, filter, rows, columns), args.bias, o);
        *output = narrowed<int8_t>(rescaled(sum, args.rescale[o]), args);
      }
    }
  }
}

}  // namespace

size_t conv_2d_coded_s8_scratch_bytes(const Conv2dCodedS8Args& args) {
  return terms_of(args);
}

void conv_2d_coded_s8(const Conv2dCodedS8Args& args) {
  int8_t* filter = static_cast<int8_t*>(args.memory.scratch);
  const size_t terms = terms_of(args);
  for (int32_t o = 0; o < args.output_channels; ++o) {
    decode(args.codes, static_cast<size_t>(o) * terms, terms, filter);
    convolve_channel(args, o, filter);
  }
}

void conv_2d_s8(const Conv2dS8Args& args) {
  convolve(args);
}

void conv_2d_s16(const Conv2dS16Args& args) {
  convolve(args);
}

void conv_2d_u8(const Conv2dU8Args& args) {
  convolve(args);
}

}  // namespace ambulo::kernels::reference
