// SPDX-License-Identifier: Apache-2.0
// Dot products of int8 without SDOT. Everything is of internal linkage: each ISA is compiled with
// flags of its own.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::arm_neon {
namespace {

// add_products adds two products at 16 bits: 2 * 128 * 128 is the only pair that does not fit.
inline bool products_fit(const int8_t* weights, size_t count) {
  if (weights == nullptr) return false;  // computed: not there yet
  for (size_t i = 0; i < count; ++i) {
    if (weights[i] == -128) return false;
  }
  return true;
}

// sum + the sums of four products each, lane by lane. REQUIRES no weight of -128.
inline int32x4_t add_products(int32x4_t sum, int8x16_t values, int8x16_t weights) {
  const int16x8_t low = vmull_s8(vget_low_s8(values), vget_low_s8(weights));
  return vpadalq_s16(sum, vmlal_high_s8(low, values, weights));
}

// Lane j: all lanes of vector j, added.
inline int32x4_t total_of_each(const int32x4_t (&v)[4]) {
  return vpaddq_s32(vpaddq_s32(v[0], v[1]), vpaddq_s32(v[2], v[3]));
}

}  // namespace
}  // namespace ambulo::kernels::arm_neon
