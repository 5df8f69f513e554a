// SPDX-License-Identifier: Apache-2.0
// Sums of products of int8 with SMLAL: inputs and weights are widened to int16, one input at a
// time.
#pragma once

#include "runtime/kernels/arm_neon/int32_unit.h"

#include <cstddef>

namespace ambulo::kernels::arm_neon {
namespace {

struct Int8Unit : Int32Unit {
  using Value = int16_t;
  using Weight = int16_t;
  using Weights = int16x4_t;
  static constexpr int kTerms = 1;

  static constexpr int32_t input_offset(int32_t zero_point) { return -zero_point; }
  static Weights load_weights(const int16_t* weights) { return vld1_s16(weights); }
  static int16x4_t broadcast(const int16_t* x) { return vld1_dup_s16(x); }
  static void multiply_add(Vector& sum, Weights w, int16x4_t x) { sum = vmlal_s16(sum, w, x); }
  // kLanes numbers, limited, as inputs of a layer.
  static void store_value(int16_t* out, Vector x, const Limits& limits) {
    vst1_s16(out, vmovn_s32(limited(x, limits)));
  }
  static void prepare_inputs(const int8_t* input, size_t count, int32_t zero_point, int16_t* out) {
    for (size_t i = 0; i < count; ++i) out[i] = static_cast<int16_t>(input[i] - zero_point);
  }
};

}  // namespace
}  // namespace ambulo::kernels::arm_neon
