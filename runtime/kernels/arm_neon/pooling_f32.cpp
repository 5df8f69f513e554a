// SPDX-License-Identifier: Apache-2.0
// Pooling over time: input (N,1,T,C) -> output (N,1,T',C), largest or mean of the taps inside the
// input. Channels are the lanes.
#include <arm_neon.h>

#include "runtime/kernels/arm_neon/arm_neon.h"
#include "runtime/kernels/arm_neon/channels.h"
#include "runtime/kernels/arm_neon/time_axis.h"

namespace ambulo::kernels::arm_neon {
namespace {

struct Largest {
  static float32x4_t combine(float32x4_t a, float32x4_t b) { return vmaxq_f32(a, b); }
  static float32x4_t finish(float32x4_t x, int32_t) { return x; }
};
struct Mean {
  static float32x4_t combine(float32x4_t a, float32x4_t b) { return vaddq_f32(a, b); }
  static float32x4_t finish(float32x4_t x, int32_t taps) {
    return vdivq_f32(x, vdupq_n_f32(static_cast<float>(taps)));
  }
};

// Up to four channels from `first` on through all steps.
template <typename Reduction, typename Count>
void pool_channels(const PoolArgs& args, int32_t first, Count count) {
  const float32x4_t low = vdupq_n_f32(args.clamp.low), high = vdupq_n_f32(args.clamp.high);
  const size_t channels = static_cast<size_t>(args.channels);
  const float* input = args.input + first;
  float* output = args.output + first;
  for (int32_t n = 0; n < args.batch; ++n) {
    for_each_window(args.columns, [&](int32_t from, int32_t taps, int32_t) {
      const float* tap = input + static_cast<size_t>(from) * channels;
      float32x4_t value = load_channels(tap, count);
      for (int32_t k = 1; k < taps; ++k) {
        value = Reduction::combine(value, load_channels(tap += channels, count));
      }
      value = Reduction::finish(value, taps);
      store_channels(output, vminq_f32(vmaxq_f32(value, low), high), count);
      output += channels;
    });
    input += static_cast<size_t>(args.columns.input) * channels;
  }
}

template <typename Reduction>
void pool(const PoolArgs& args) {
  for_groups<4>(args.channels,
                [&](int32_t first, auto count) { pool_channels<Reduction>(args, first, count); });
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
