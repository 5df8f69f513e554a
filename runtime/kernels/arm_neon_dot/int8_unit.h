// SPDX-License-Identifier: Apache-2.0
// Sums of products of int8 with SDOT, four inputs at a time.
#pragma once

#include "runtime/kernels/arm_neon/int32_unit.h"

#include <cstddef>

namespace ambulo::kernels::arm_neon_dot {
namespace {

struct Int8Unit : arm_neon::Int32Unit {
  using Value = int8_t;
  using Weight = int8_t;
  using Weights = int8x16_t;
  static constexpr int kTerms = 4;

  static constexpr int32_t input_offset(int32_t) { return 0; }
  static Weights load_weights(const int8_t* weights) { return vld1q_s8(weights); }
  static int8x16_t broadcast(const int8_t* x) {
    int32_t four;
    __builtin_memcpy(&four, x, sizeof four);
    return vreinterpretq_s8_s32(vdupq_n_s32(four));
  }
  static void multiply_add(Vector& sum, Weights w, int8x16_t x) { sum = vdotq_s32(sum, w, x); }
  // kLanes numbers, limited, as inputs of a layer.
  static void store_value(int8_t* out, Vector x, const Limits& limits) {
    store(out, x, kLanes, limits);
  }
  static void prepare_inputs(const int8_t* input, size_t count, int32_t, int8_t* out) {
    __builtin_memcpy(out, input, count);
  }
};

}  // namespace
}  // namespace ambulo::kernels::arm_neon_dot
