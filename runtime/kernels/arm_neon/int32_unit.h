// SPDX-License-Identifier: Apache-2.0
// Four sums of int32, for the int8 LSTM (runtime/kernels/vector).
#pragma once

#include <arm_neon.h>

#include "runtime/kernels/quantized.h"

#include <cstdint>

namespace ambulo::kernels::arm_neon {
namespace {

struct Int32Unit {
  using Vector = int32x4_t;
  using Bias = int32_t;
  static constexpr int kLanes = 4;
  struct Limits {
    int32x4_t low, high;
    explicit Limits(IntegerClamp clamp)
        : low(vdupq_n_s32(clamp.low)), high(vdupq_n_s32(clamp.high)) {}
  };

  static Vector zero() { return vdupq_n_s32(0); }
  static Vector set(int32_t x) { return vdupq_n_s32(x); }
  static Vector load_bias(const int32_t* bias) { return vld1q_s32(bias); }
  static Vector add(Vector a, Vector b) { return vaddq_s32(a, b); }
  static Vector subtract(Vector a, Vector b) { return vsubq_s32(a, b); }
  static Vector min(Vector a, Vector b) { return vminq_s32(a, b); }
  static Vector max(Vector a, Vector b) { return vmaxq_s32(a, b); }
  static Vector bit_and(Vector a, Vector b) { return vandq_s32(a, b); }
  static Vector shift_left_by(Vector x, Vector bits) { return vshlq_s32(x, bits); }
  // As ambulo::doubling_high_multiply.
  static Vector doubling_high_multiply(Vector a, Vector b) { return vqrdmulhq_s32(a, b); }
  // As ambulo::rounding_shift_right; rest: 2^bits - 1, half: rest / 2.
  static Vector rounding_shift_right(Vector x, Vector bits, Vector rest, Vector half) {
    const Vector threshold = subtract(half, vshrq_n_s32(x, 31));
    const Vector floor = vshlq_s32(x, vnegq_s32(bits));
    return subtract(floor, vreinterpretq_s32_u32(vcgtq_s32(bit_and(x, rest), threshold)));
  }
  static Vector limited(Vector x, const Limits& limits) {
    return min(max(x, limits.low), limits.high);
  }
  static void store(int8_t* out, Vector x, int32_t count, const Limits& limits) {
    int32_t lanes[kLanes];
    vst1q_s32(lanes, limited(x, limits));
    for (int32_t c = 0; c < count; ++c) out[c] = static_cast<int8_t>(lanes[c]);
  }
};

}  // namespace
}  // namespace ambulo::kernels::arm_neon
