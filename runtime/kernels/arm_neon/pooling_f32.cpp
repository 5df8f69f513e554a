// SPDX-License-Identifier: Apache-2.0
// Pooling over time: input (N,1,T,C) -> output (N,1,T',C), largest or mean of the taps inside the
// input. Channels are the lanes.
#include <arm_neon.h>

#include "runtime/kernels/arm_neon/arm_neon.h"
#include "runtime/kernels/arm_neon/channels.h"
#include "runtime/kernels/arm_neon/time_axis.h"

namespace ambulo::kernels::arm_neon {
namespace {

// The reductions, on four lanes and on one value.
struct Largest {
  static float32x4_t combine(float32x4_t a, float32x4_t b) { return vmaxq_f32(a, b); }
  static float combine(float a, float b) { return a > b ? a : b; }
  static float32x4_t finish(float32x4_t x, float) { return x; }
  static float finish(float x, float) { return x; }
};
struct Mean {
  static float32x4_t combine(float32x4_t a, float32x4_t b) { return vaddq_f32(a, b); }
  static float combine(float a, float b) { return a + b; }
  static float32x4_t finish(float32x4_t x, float taps) { return vdivq_f32(x, vdupq_n_f32(taps)); }
  static float finish(float x, float taps) { return x / taps; }
};

// One output step: input at the first of `taps` taps.
template <typename Reduction>
void step(const PoolArgs& args, const float* input, int32_t taps, float* output) {
  const int32_t channels = args.channels;
  const float count = static_cast<float>(taps);
  const auto quad = [&](int32_t c) {
    const float* tap = input + c;
    float32x4_t value = vld1q_f32(tap);
    for (int32_t k = 1; k < taps; ++k)
      value = Reduction::combine(value, vld1q_f32(tap += channels));
    value = vmaxq_f32(Reduction::finish(value, count), vdupq_n_f32(args.clamp.low));
    vst1q_f32(output + c, vminq_f32(value, vdupq_n_f32(args.clamp.high)));
  };
  if (for_groups<4>(channels, quad)) return;
  for (int32_t c = 0; c < channels; ++c) {
    float value = input[c];
    for (int32_t k = 1; k < taps; ++k) value = Reduction::combine(value, input[k * channels + c]);
    value = Reduction::finish(value, count);
    value = value < args.clamp.low ? args.clamp.low : value;
    output[c] = value > args.clamp.high ? args.clamp.high : value;
  }
}

template <typename Reduction>
void pool(const PoolArgs& args) {
  const size_t channels = static_cast<size_t>(args.channels);
  const float* input = args.input;
  float* output = args.output;
  for (int32_t n = 0; n < args.batch; ++n) {
    for (int32_t t = 0; t < args.columns.output; ++t, output += channels) {
      const Taps taps = taps_inside(args.columns, t);
      step<Reduction>(args, input + static_cast<size_t>(taps.first) * channels,
                      taps.end - taps.begin, output);
    }
    input += static_cast<size_t>(args.columns.input) * channels;
  }
}

}  // namespace

bool takes(const PoolArgs& args) {
  return over_time(args.rows, args.columns);
}

void max_pool_2d_f32(const PoolArgs& args) {
  pool<Largest>(args);
}

void average_pool_2d_f32(const PoolArgs& args) {
  pool<Mean>(args);
}

}  // namespace ambulo::kernels::arm_neon
