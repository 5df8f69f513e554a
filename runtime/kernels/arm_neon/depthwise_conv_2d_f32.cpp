// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution over time: input (N,1,T,C), filter (1,1,K,C), output (N,1,T',C). Channels
// are the lanes.
#include <arm_neon.h>

#include "runtime/kernels/arm_neon/arm_neon.h"
#include "runtime/kernels/arm_neon/channels.h"
#include "runtime/kernels/arm_neon/time_axis.h"

namespace ambulo::kernels::arm_neon {
namespace {

float clamped(float x, Clamp clamp) {
  x = x < clamp.low ? clamp.low : x;
  return x > clamp.high ? clamp.high : x;
}

// One output step: input and filter at the first of `taps` taps.
void step(const DepthwiseConv2dArgs& args, const float* input, const float* filter, int32_t taps,
          float* output) {
  const int32_t channels = args.channels;
  const auto quad = [&](int32_t c) {
    float32x4_t sum = args.bias == nullptr ? vdupq_n_f32(0.0f) : vld1q_f32(args.bias + c);
    for (int32_t k = 0; k < taps; ++k) {
      const size_t at = static_cast<size_t>(k) * static_cast<size_t>(channels);
      sum = vfmaq_f32(sum, vld1q_f32(input + at + c), vld1q_f32(filter + at + c));
    }
    sum = vmaxq_f32(sum, vdupq_n_f32(args.clamp.low));
    vst1q_f32(output + c, vminq_f32(sum, vdupq_n_f32(args.clamp.high)));
  };
  if (for_groups<4>(channels, quad)) return;
  for (int32_t c = 0; c < channels; ++c) {
    float sum = args.bias == nullptr ? 0.0f : args.bias[c];
    for (int32_t k = 0; k < taps; ++k) sum += input[k * channels + c] * filter[k * channels + c];
    output[c] = clamped(sum, args.clamp);
  }
}

}  // namespace

bool takes(const DepthwiseConv2dArgs& args) {
  return args.multiplier == 1 && over_time(args.rows, args.columns);
}

void depthwise_conv_2d_f32(const DepthwiseConv2dArgs& args) {
  const size_t channels = static_cast<size_t>(args.channels);
  const float* input = args.input;
  float* output = args.output;
  for (int32_t n = 0; n < args.batch; ++n) {
    for (int32_t t = 0; t < args.columns.output; ++t, output += channels) {
      const Taps taps = taps_inside(args.columns, t);
      step(args, input + static_cast<size_t>(taps.first) * channels,
           args.filter + static_cast<size_t>(taps.begin) * channels, taps.end - taps.begin, output);
    }
    input += static_cast<size_t>(args.columns.input) * channels;
  }
}

}  // namespace ambulo::kernels::arm_neon
