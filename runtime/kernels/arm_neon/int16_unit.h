// SPDX-License-Identifier: Apache-2.0
// Eight numbers of int16, for the fixed-point activations of the int8 LSTM
// (runtime/kernels/vector).
#pragma once

#include <arm_neon.h>

#include <cstdint>

namespace ambulo::kernels::arm_neon {
namespace {

struct Int16Unit {
  using Vector = int16x8_t;
  static constexpr int kLanes = 8;

  static Vector zero() { return vdupq_n_s16(0); }
  static Vector set(int32_t x) { return vdupq_n_s16(static_cast<int16_t>(x)); }
  static Vector load(const int16_t* x) { return vld1q_s16(x); }
  static void store(int16_t* out, Vector x) { vst1q_s16(out, x); }
  static Vector add(Vector a, Vector b) { return vaddq_s16(a, b); }
  static Vector subtract(Vector a, Vector b) { return vsubq_s16(a, b); }
  static Vector add_saturated(Vector a, Vector b) { return vqaddq_s16(a, b); }
  static Vector subtract_saturated(Vector a, Vector b) { return vqsubq_s16(a, b); }
  static Vector min(Vector a, Vector b) { return vminq_s16(a, b); }
  static Vector max(Vector a, Vector b) { return vmaxq_s16(a, b); }
  static Vector bit_and(Vector a, Vector b) { return vandq_s16(a, b); }
  static Vector shift_left(Vector x, int bits) { return vshlq_s16(x, set(bits)); }
  static Vector shift_right(Vector x, int bits) { return vshlq_s16(x, set(-bits)); }
  // (a * b + 2^14) >> 15
  static Vector multiply(Vector a, Vector b) { return vqrdmulhq_s16(a, b); }
  // x * factor in lanes whose `flags` have the bit.
  static Vector multiply_where(Vector bit, Vector flags, Vector x, Vector factor) {
    return vbslq_s16(vtstq_s16(flags, bit), multiply(x, factor), x);
  }
  static Vector where_zero(Vector x, Vector then, Vector otherwise) {
    return vbslq_s16(vceqzq_s16(x), then, otherwise);
  }
  static Vector where_positive(Vector x, Vector then, Vector otherwise) {
    return vbslq_s16(vcgtzq_s16(x), then, otherwise);
  }
  // round(a * b / 2^15), half away from zero. REQUIRES a >= 0.
  static Vector multiply_away(Vector a, Vector b) {
    const Vector rest = bit_and(vmulq_s16(a, b), set(0x7fff));
    const Vector ties = vreinterpretq_s16_u16(vceqq_s16(rest, set(1 << 14)));
    return add(multiply(a, b), bit_and(ties, shift_right(b, 15)));
  }
  // Products as int32, in the order in which `narrow` takes them.
  static void multiply_wide(Vector a, Vector b, int32x4_t (&out)[2]) {
    out[0] = vmull_s16(vget_low_s16(a), vget_low_s16(b));
    out[1] = vmull_high_s16(a, b);
  }
  static Vector narrow(int32x4_t low, int32x4_t high) {
    return vcombine_s16(vqmovn_s32(low), vqmovn_s32(high));
  }
};

}  // namespace
}  // namespace ambulo::kernels::arm_neon
