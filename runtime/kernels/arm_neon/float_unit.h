// SPDX-License-Identifier: Apache-2.0
// Four numbers of float32, for kernels over a Unit (runtime/kernels/vector).
#pragma once

#include <arm_neon.h>

#include <cstdint>

namespace ambulo::kernels::arm_neon {
namespace {

struct FloatUnit {
  using Value = float;
  using Weight = float;
  using Bias = float;
  using Vector = float32x4_t;
  using Weights = float32x4_t;
  static constexpr int kLanes = 4, kTerms = 1, kLstmTileSteps = 4;

  static Vector zero() { return vdupq_n_f32(0.0f); }
  static Vector set(float x) { return vdupq_n_f32(x); }
  static Weights load_weights(const float* weights) { return vld1q_f32(weights); }
  static Vector broadcast(const float* x) { return vld1q_dup_f32(x); }
  static void multiply_add(Vector& sum, Weights w, Vector x) { sum = vfmaq_f32(sum, w, x); }
  static Vector add(Vector a, Vector b) { return vaddq_f32(a, b); }
  static Vector subtract(Vector a, Vector b) { return vsubq_f32(a, b); }
  static Vector multiply(Vector a, Vector b) { return vmulq_f32(a, b); }
  static Vector divide(Vector a, Vector b) { return vdivq_f32(a, b); }
  static Vector max(Vector a, Vector b) { return vmaxq_f32(a, b); }
  static Vector min(Vector a, Vector b) { return vminq_f32(a, b); }
  static Vector round(Vector x) { return vrndnq_f32(x); }
  // x * 2^n; REQUIRES integers n in [-126, 127].
  static Vector times_power_of_two(Vector x, Vector n) {
    const int32x4_t exponent = vaddq_s32(vcvtq_s32_f32(n), vdupq_n_s32(127));
    return vmulq_f32(x, vreinterpretq_f32_s32(vshlq_n_s32(exponent, 23)));
  }
  static Vector negative_magnitude(Vector x) { return vnegq_f32(vabsq_f32(x)); }
  static Vector with_sign_of(Vector magnitude, Vector sign) {
    return vbslq_f32(vdupq_n_u32(0x80000000u), sign, magnitude);
  }
  static Vector where_negative(Vector x, Vector then, Vector otherwise) {
    const int32x4_t sign = vshrq_n_s32(vreinterpretq_s32_f32(x), 31);
    return vbslq_f32(vreinterpretq_u32_s32(sign), then, otherwise);
  }
  static Vector where_below(Vector x, float limit, Vector then, Vector otherwise) {
    return vbslq_f32(vcltq_f32(x, set(limit)), then, otherwise);
  }
  static Vector load(const float* x, int32_t count) {
    if (count == kLanes) return vld1q_f32(x);
    float lanes[kLanes] = {};
    for (int32_t c = 0; c < count; ++c) lanes[c] = x[c];
    return vld1q_f32(lanes);
  }
  static void store(float* out, Vector x, int32_t count) {
    if (count == kLanes) return vst1q_f32(out, x);
    float lanes[kLanes];
    vst1q_f32(lanes, x);
    for (int32_t c = 0; c < count; ++c) out[c] = lanes[c];
  }
};

}  // namespace
}  // namespace ambulo::kernels::arm_neon
