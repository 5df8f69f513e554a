// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution over time in int8: input (N,1,T,C), filter (1,1,K,C), output (N,1,T',C).
// Channels are the lanes.
#include "runtime/kernels/arm_neon/arm_neon.h"
#include "runtime/kernels/arm_neon/channels.h"
#include "runtime/kernels/arm_neon/requantize.h"
#include "runtime/kernels/arm_neon/time_axis.h"

namespace ambulo::kernels::arm_neon {
namespace {

constexpr int32_t kGroup = 2 * kQuad;

// Up to eight channels from `first` on through all steps.
template <typename Count>
void convolve(const DepthwiseConv2dS8Args& args, int32_t first, Count count) {
  QuadScale scales[2] = {};
  for (int32_t c = 0; c < count; ++c) {
    set_channel(scales[c / kQuad], c % kQuad, args.bias == nullptr ? 0 : args.bias[first + c],
                args.rescale[first + c]);
  }
  const int32x4_t bias[2] = {vld1q_s32(scales[0].bias), vld1q_s32(scales[1].bias)};
  const int8x8_t zero = vdup_n_s8(static_cast<int8_t>(args.input_zero_point));
  const OutputRange range(args.output_zero_point, args.clamp);
  const size_t channels = static_cast<size_t>(args.channels);
  const int8_t* input = args.input + first;
  int8_t* output = args.output + first;
  for (int32_t n = 0; n < args.batch; ++n) {
    for_each_window(args.columns, [&](int32_t from, int32_t taps, int32_t t) {
      const int32_t tap = from - t * args.columns.stride + args.columns.pad;
      const int8_t* values = input + static_cast<size_t>(from) * channels;
      const int8_t* filter = args.filter + static_cast<size_t>(tap) * channels + first;
      int32x4_t low[1] = {bias[0]}, high[1] = {bias[1]};
      for (int32_t k = 0; k < taps; ++k, values += channels, filter += channels) {
        const int16x8_t x = vsubl_s8(load_channels(values, count), zero);
        const int16x8_t w = vmovl_s8(load_channels(filter, count));
        low[0] = vmlal_s16(low[0], vget_low_s16(x), vget_low_s16(w));
        high[0] = vmlal_high_s16(high[0], x, w);
      }
      rescale_twice_rounded(low, scales[0], range);
      rescale_twice_rounded(high, scales[1], range);
      store_channels(output, range.narrow(low[0], high[0]), count);
      output += channels;
    });
    input += static_cast<size_t>(args.columns.input) * channels;
  }
}

}  // namespace

bool takes(const DepthwiseConv2dS8Args& args) {
  return args.multiplier == 1 && over_time(args.rows, args.columns);
}

void depthwise_conv_2d_s8(const DepthwiseConv2dS8Args& args) {
  for_groups<kGroup>(args.channels,
                     [&](int32_t first, auto count) { convolve(args, first, count); });
}

}  // namespace ambulo::kernels::arm_neon
