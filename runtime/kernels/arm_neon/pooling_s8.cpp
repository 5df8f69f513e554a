// SPDX-License-Identifier: Apache-2.0
// Pooling over time in int8: input (N,1,T,C) -> output (N,1,T',C), largest or mean of the taps
// inside the input. Channels are the lanes: 16 at a time, 8, or the fewer that there are.
#include "runtime/kernels/arm_neon/arm_neon.h"
#include "runtime/kernels/arm_neon/channels.h"
#include "runtime/kernels/arm_neon/requantize.h"
#include "runtime/kernels/arm_neon/time_axis.h"

namespace ambulo::kernels::arm_neon {
namespace {

// pool(input, taps, output) for each output step, on the channels from `first` on: input at the
// first of its taps.
template <typename Pool>
void for_each_step(const PoolS8Args& args, int32_t first, Pool pool) {
  const size_t channels = static_cast<size_t>(args.channels);
  const int8_t* input = args.input + first;
  int8_t* output = args.output + first;
  for (int32_t n = 0; n < args.batch; ++n) {
    for_each_window(args.columns, [&](int32_t from, int32_t taps, int32_t) {
      pool(input + static_cast<size_t>(from) * channels, taps, output);
      output += channels;
    });
    input += static_cast<size_t>(args.columns.input) * channels;
  }
}

void largest_of_16(const PoolS8Args& args, int32_t first) {
  const int32_t channels = args.channels;
  const int8x16_t low = vdupq_n_s8(static_cast<int8_t>(args.clamp.low));
  const int8x16_t high = vdupq_n_s8(static_cast<int8_t>(args.clamp.high));
  for_each_step(args, first, [&](const int8_t* tap, int32_t taps, int8_t* output) {
    int8x16_t largest = vld1q_s8(tap);
    for (int32_t k = 1; k < taps; ++k) largest = vmaxq_s8(largest, vld1q_s8(tap += channels));
    vst1q_s8(output, vminq_s8(vmaxq_s8(largest, low), high));
  });
}

template <typename Count>
void largest_of_8(const PoolS8Args& args, int32_t first, Count count) {
  const int32_t channels = args.channels;
  const int8x8_t low = vdup_n_s8(static_cast<int8_t>(args.clamp.low));
  const int8x8_t high = vdup_n_s8(static_cast<int8_t>(args.clamp.high));
  for_each_step(args, first, [&](const int8_t* tap, int32_t taps, int8_t* output) {
    int8x8_t largest = load_channels(tap, count);
    for (int32_t k = 1; k < taps; ++k) {
      largest = vmax_s8(largest, load_channels(tap += channels, count));
    }
    store_channels(output, vmin_s8(vmax_s8(largest, low), high), count);
  });
}

// sum / count with ties away from zero, exact: sums below 2^24 and their quotients in float32 are
// never rounded up to the next integer.
int32x4_t rounded_mean(int32x4_t sum, int32_t count) {
  const int32x4_t half = vdupq_n_s32(count / 2);
  const uint32x4_t positive = vcgtzq_s32(sum);
  const int32x4_t nudged = vaddq_s32(sum, vbslq_s32(positive, half, vnegq_s32(half)));
  const float32x4_t divisor = vdupq_n_f32(static_cast<float>(count));
  return vcvtq_s32_f32(vdivq_f32(vcvtq_f32_s32(nudged), divisor));
}

template <typename Count>
void mean_of_8(const PoolS8Args& args, int32_t first, Count count) {
  const int32_t channels = args.channels;
  const OutputRange range(0, args.clamp);
  for_each_step(args, first, [&](const int8_t* tap, int32_t taps, int8_t* output) {
    int32x4_t low = vdupq_n_s32(0), high = low;
    for (int32_t k = 0; k < taps; ++k, tap += channels) {
      const int16x8_t values = vmovl_s8(load_channels(tap, count));
      low = vaddw_s16(low, vget_low_s16(values));
      high = vaddw_high_s16(high, values);
    }
    const int8x8_t mean = range.narrow(rounded_mean(low, taps), rounded_mean(high, taps));
    store_channels(output, mean, count);
  });
}

}  // namespace

bool takes(const PoolS8Args& args) {
  constexpr int32_t kMostTaps = 1 << 16;  // of which the sum is below 2^24
  return over_time(args.rows, args.columns) && args.columns.filter <= kMostTaps;
}

void max_pool_2d_s8(const PoolS8Args& args) {
  if (args.channels >= 16) {
    for_groups<16>(args.channels, [&](int32_t first, auto) { largest_of_16(args, first); });
  } else {
    for_groups<8>(args.channels,
                  [&](int32_t first, auto count) { largest_of_8(args, first, count); });
  }
}

void average_pool_2d_s8(const PoolS8Args& args) {
  for_groups<8>(args.channels, [&](int32_t first, auto count) { mean_of_8(args, first, count); });
}

}  // namespace ambulo::kernels::arm_neon
