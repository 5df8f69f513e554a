// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution over time: input (N,1,T,C), filter (1,1,K,C), output (N,1,T',C). Channels
// are the lanes.
#include <arm_neon.h>

#include "runtime/kernels/arm_neon/arm_neon.h"
#include "runtime/kernels/arm_neon/channels.h"
#include "runtime/kernels/arm_neon/time_axis.h"

namespace ambulo::kernels::arm_neon {
namespace {

// Up to four channels from `first` on through all steps.
template <typename Count>
void convolve(const DepthwiseConv2dArgs& args, int32_t first, Count count) {
  const float32x4_t low = vdupq_n_f32(args.clamp.low), high = vdupq_n_f32(args.clamp.high);
  const float32x4_t bias =
      args.bias == nullptr ? vdupq_n_f32(0.0f) : load_channels(args.bias + first, count);
  const size_t channels = static_cast<size_t>(args.channels);
  const float* input = args.input + first;
  float* output = args.output + first;
  for (int32_t n = 0; n < args.batch; ++n) {
    for_each_window(args.columns, [&](int32_t from, int32_t taps, int32_t t) {
      const int32_t tap = from - t * args.columns.stride + args.columns.pad;
      const float* values = input + static_cast<size_t>(from) * channels;
      const float* filter = args.filter + static_cast<size_t>(tap) * channels + first;
      float32x4_t sum = bias;
      for (int32_t k = 0; k < taps; ++k, values += channels, filter += channels) {
        sum = vfmaq_f32(sum, load_channels(values, count), load_channels(filter, count));
      }
      store_channels(output, vminq_f32(vmaxq_f32(sum, low), high), count);
      output += channels;
    });
    input += static_cast<size_t>(args.columns.input) * channels;
  }
}

}  // namespace

bool takes(const DepthwiseConv2dArgs& args) {
  return args.multiplier == 1 && over_time(args.rows, args.columns);
}

void depthwise_conv_2d_f32(const DepthwiseConv2dArgs& args) {
  for_groups<4>(args.channels, [&](int32_t first, auto count) { convolve(args, first, count); });
}

}  // namespace ambulo::kernels::arm_neon
