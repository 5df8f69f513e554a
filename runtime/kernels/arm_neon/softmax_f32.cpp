// SPDX-License-Identifier: Apache-2.0
// Softmax along the last axis of (rows, depth), with the exponential of core/approximations.h on
// four lanes: the same polynomial and the same reduction, products and sums fused.
#include <arm_neon.h>

#include "runtime/kernels/arm_neon/arm_neon.h"

namespace ambulo::kernels::arm_neon {
namespace {

constexpr int32_t kLanes = 4;

// REQUIRES x <= 0. Results below the smallest normal number are 0.
float32x4_t exponential(float32x4_t x) {
  const uint32x4_t in_range = vcgtq_f32(x, vdupq_n_f32(-87.33654f));
  x = vmaxq_f32(x, vdupq_n_f32(-87.33654f));
  const float32x4_t n = vrndnq_f32(vmulq_n_f32(x, 1.44269504f));
  const float32x4_t r = vfmaq_n_f32(vfmsq_n_f32(x, n, 0.693359375f), n, 2.12194440e-4f);
  float32x4_t p = vdupq_n_f32(1.394216110e-3f);
  p = vfmaq_f32(vdupq_n_f32(8.363776144e-3f), p, r);
  p = vfmaq_f32(vdupq_n_f32(4.166636345e-2f), p, r);
  p = vfmaq_f32(vdupq_n_f32(1.666657336e-1f), p, r);
  p = vfmaq_f32(vdupq_n_f32(5.000000029e-1f), p, r);
  const float32x4_t e = vaddq_f32(vfmaq_f32(r, vmulq_f32(p, r), r), vdupq_n_f32(1.0f));
  const int32x4_t bits = vshlq_n_s32(vaddq_s32(vcvtq_s32_f32(n), vdupq_n_s32(127)), 23);
  const float32x4_t result = vmulq_f32(e, vreinterpretq_f32_s32(bits));
  return vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(result), in_range));
}

// Where the row ends inside a group of lanes, the missing ones are as `padding`.
float32x4_t load(const float* from, int32_t count, float padding) {
  if (count >= kLanes) return vld1q_f32(from);
  float lanes[kLanes] = {padding, padding, padding, padding};
  for (int32_t i = 0; i < count; ++i) lanes[i] = from[i];
  return vld1q_f32(lanes);
}

void store(float* to, int32_t count, float32x4_t value) {
  if (count >= kLanes) return vst1q_f32(to, value);
  float lanes[kLanes];
  vst1q_f32(lanes, value);
  for (int32_t i = 0; i < count; ++i) to[i] = lanes[i];
}

}  // namespace

bool takes(const SoftmaxArgs& args) {
  return args.beta >= 0.0f;
}

void softmax_f32(const SoftmaxArgs& args) {
  const int32_t depth = args.depth;
  const float* input = args.input;
  float* output = args.output;
  for (int32_t row = 0; row < args.rows; ++row, input += depth, output += depth) {
    float32x4_t largest = vdupq_n_f32(input[0]);
    for (int32_t i = 0; i < depth; i += kLanes) {
      largest = vmaxq_f32(largest, load(input + i, depth - i, input[0]));
    }
    largest = vdupq_n_f32(vmaxvq_f32(largest));
    // Missing lanes are far below the largest: their exponential is 0.
    const float padding = -__builtin_inff();
    float32x4_t sums = vdupq_n_f32(0.0f);
    for (int32_t i = 0; i < depth; i += kLanes) {
      const float32x4_t below = vsubq_f32(load(input + i, depth - i, padding), largest);
      const float32x4_t e = exponential(vmulq_n_f32(below, args.beta));
      sums = vaddq_f32(sums, e);
      store(output + i, depth - i, e);
    }
    const float32x4_t sum = vdupq_n_f32(vaddvq_f32(sums));
    for (int32_t i = 0; i < depth; i += kLanes) {
      store(output + i, depth - i, vdivq_f32(load(output + i, depth - i, 0.0f), sum));
    }
  }
}

}  // namespace ambulo::kernels::arm_neon
