// SPDX-License-Identifier: Apache-2.0
// Dot products of int8 without SDOT. Everything is of internal linkage: each ISA is compiled with
// flags of its own.
#pragma once

#include "runtime/kernels/arm_neon/requantize.h"

namespace ambulo::kernels::arm_neon {
namespace {

// add(sum, values, weights): sum + the sums of four products each, lane by lane.

// Two products are added at 16 bits, where 2 * 128 * 128 alone does not fit. REQUIRES no weight
// of -128.
struct PairedProducts {
  static int32x4_t add(int32x4_t sum, int8x16_t values, int8x16_t weights) {
    const int16x8_t low = vmull_s8(vget_low_s8(values), vget_low_s8(weights));
    return vpadalq_s16(sum, vmlal_high_s8(low, values, weights));
  }
};

struct SingleProducts {
  static int32x4_t add(int32x4_t sum, int8x16_t values, int8x16_t weights) {
    sum = vpadalq_s16(sum, vmull_s8(vget_low_s8(values), vget_low_s8(weights)));
    return vpadalq_s16(sum, vmull_high_s8(values, weights));
  }
};

// Whether PairedProducts may be used for these four channels.
inline bool may_pair(const QuadScale& scale) {
  return vminvq_s32(vld1q_s32(scale.least_weight)) > -128;
}

// Lane j: all lanes of vector j, added.
inline int32x4_t total_of_each(const int32x4_t (&v)[4]) {
  return vpaddq_s32(vpaddq_s32(v[0], v[1]), vpaddq_s32(v[2], v[3]));
}

}  // namespace
}  // namespace ambulo::kernels::arm_neon
