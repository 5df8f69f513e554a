// SPDX-License-Identifier: Apache-2.0
// From int32 sums to int8 outputs, four channels at a time, with the results of LiteRT's reference.
// Everything is of internal linkage: each ISA is compiled with flags of its own.
//
// Two roundings (convolutions): SRDHM(x * 2^left, multiplier) rounds x * multiplier / 2^31 to
// nearest, ties up, which is SQRDMULH; the division by 2^right that follows rounds ties away from
// zero. SRSHL rounds ties up, so negative numbers are made smaller by 1 before. That cannot
// overflow: the multiplier is below 2^31, so |SRDHM(x)| is too.
// One rounding (fully connected): (x * multiplier + 2^(30 - shift)) >> (31 - shift) in 64 bits.
#pragma once

#include <arm_neon.h>

#include "runtime/kernels/arm_neon/channels.h"
#include "runtime/kernels/quantized.h"

namespace ambulo::kernels::arm_neon {
namespace {

inline constexpr int32_t kQuad = 4;

// What four output channels add and multiply. Channels beyond the last have zeros.
struct QuadScale {
  int32_t bias[kQuad], multiplier[kQuad], shift[kQuad];
  int32_t least_weight[kQuad];  // decides which products are safe (dot_product.h)
};

inline void set_channel(QuadScale& quad, int32_t lane, int32_t bias, Rescale rescale) {
  quad.bias[lane] = bias;
  quad.multiplier[lane] = rescale.multiplier;
  quad.shift[lane] = rescale.shift;
}

// The same for sums of x w instead of (x - zero_point) w: what is missing, zero_point * sum of w,
// goes into the bias, modulo 2^32 as the sums themselves.
inline void set_channel(QuadScale& quad, int32_t lane, int32_t bias, Rescale rescale,
                        const int8_t* weights, size_t count, int32_t zero_point) {
  uint32_t sum = 0;
  int32_t least = 0;
  for (size_t i = 0; i < count; ++i) {
    sum += static_cast<uint32_t>(weights[i]);
    least = weights[i] < least ? weights[i] : least;
  }
  const uint32_t folded = static_cast<uint32_t>(bias) - static_cast<uint32_t>(zero_point) * sum;
  set_channel(quad, lane, static_cast<int32_t>(folded), rescale);
  quad.least_weight[lane] = least;
}

// The output's zero point and limits.
struct OutputRange {
  int16x8_t zero_point;
  int8x8_t low, high;
  bool has_negative;  // reals; not after a RELU

  OutputRange(int32_t zero, IntegerClamp clamp)
      : zero_point(vdupq_n_s16(static_cast<int16_t>(zero))),
        low(vdup_n_s8(static_cast<int8_t>(clamp.low))),
        high(vdup_n_s8(static_cast<int8_t>(clamp.high))),
        has_negative(clamp.low < zero) {}

  // Saturation at 16 bits changes nothing that the limits leave over.
  int8x8_t narrow(int32x4_t first, int32x4_t second) const {
    const int16x8_t both = vqmovn_high_s32(vqmovn_s32(first), second);
    return vmin_s8(vmax_s8(vqmovn_s16(vqaddq_s16(both, zero_point)), low), high);
  }
};

// Sums of one quad of channels, at any number of steps, to the output's scale; the zero point is
// still missing.
template <int Steps>
inline void rescale_twice_rounded(int32x4_t (&sums)[Steps], const QuadScale& quad,
                                  const OutputRange& range) {
  const int32x4_t multiplier = vld1q_s32(quad.multiplier), shift = vld1q_s32(quad.shift);
  const int32x4_t left = vmaxq_s32(shift, vdupq_n_s32(0));
  const int32x4_t right = vminq_s32(shift, vdupq_n_s32(0));  // as SRSHL counts: negative
  if (vmaxvq_s32(left) > 0) {  // rare: output steps finer than those of the sum
#pragma GCC unroll 9
    for (int s = 0; s < Steps; ++s) sums[s] = vshlq_s32(sums[s], left);
  }
#pragma GCC unroll 9
  for (int s = 0; s < Steps; ++s) sums[s] = vqrdmulhq_s32(sums[s], multiplier);
  if (range.has_negative) {  // else what is negative ends at the lower limit however it is rounded
#pragma GCC unroll 9
    for (int s = 0; s < Steps; ++s) {
      sums[s] = vsraq_n_s32(sums[s], vandq_s32(sums[s], right), 31);
    }
  }
#pragma GCC unroll 9
  for (int s = 0; s < Steps; ++s) sums[s] = vrshlq_s32(sums[s], right);
}

inline int32x4_t rescale_once_rounded(int32x4_t sum, const QuadScale& quad) {
  const int32x4_t multiplier = vld1q_s32(quad.multiplier);
  const int32x4_t right = vsubq_s32(vld1q_s32(quad.shift), vdupq_n_s32(31));
  const int64x2_t low = vmull_s32(vget_low_s32(sum), vget_low_s32(multiplier));
  const int64x2_t high = vmull_high_s32(sum, multiplier);
  return vmovn_high_s64(vmovn_s64(vrshlq_s64(low, vmovl_s32(vget_low_s32(right)))),
                        vrshlq_s64(high, vmovl_high_s32(right)));
}

// The first `count` of a quad of channels, or all: half 0 or 1 of the lanes.
template <int Half>
inline void store_quad(int8_t* to, int8x8_t values, int32_t count) {
  if (count >= kQuad) {
    const uint32_t bytes = vget_lane_u32(vreinterpret_u32_s8(values), Half);
    __builtin_memcpy(to, &bytes, sizeof bytes);
    return;
  }
  int8_t lanes[8];
  vst1_s8(lanes, values);
  for (int32_t c = 0; c < count; ++c) to[c] = lanes[Half * kQuad + c];
}

// Rescaled sums of one quad of channels at successive steps, whose rows are `row` apart; two steps
// are narrowed at once. count: how many of the four channels there are.
template <int Steps>
inline void store_steps(const int32x4_t (&sums)[Steps], const OutputRange& range, int32_t count,
                        size_t row, int8_t* output) {
#pragma GCC unroll 5
  for (int s = 0; s < Steps; s += 2, output += 2 * row) {
    const bool is_last = s + 1 == Steps;
    const int8x8_t pair = range.narrow(sums[s], sums[is_last ? s : s + 1]);
    store_quad<0>(output, pair, count);
    if (!is_last) store_quad<1>(output + row, pair, count);
  }
}

}  // namespace
}  // namespace ambulo::kernels::arm_neon
