// SPDX-License-Identifier: Apache-2.0
// Fully connected: input (batch,I), weights (O,I), bias (O) -> output (batch,O). Each weight is
// read once and in place: four rows at a time, each with two sums of four lanes.
#include <arm_neon.h>

#include "runtime/kernels/arm_neon/arm_neon.h"

namespace ambulo::kernels::arm_neon {
namespace {

constexpr int32_t kRows = 4;

// Dot products of one input with the four rows from weights on; rows beyond the last repeat it.
float32x4_t four_rows(const float* input, const float* const (&rows)[kRows], int32_t count) {
  float32x4_t sums[kRows][2];
#pragma GCC unroll 4
  for (int r = 0; r < kRows; ++r) sums[r][0] = sums[r][1] = vdupq_n_f32(0.0f);
  int32_t i = 0;
  for (; i + 16 <= count; i += 16) {
#pragma GCC unroll 4
    for (int k = 0; k < 4; ++k) {
      const float32x4_t x = vld1q_f32(input + i + 4 * k);
#pragma GCC unroll 4
      for (int r = 0; r < kRows; ++r) {
        sums[r][k % 2] = vfmaq_f32(sums[r][k % 2], x, vld1q_f32(rows[r] + i + 4 * k));
      }
    }
  }
  for (; i + 4 <= count; i += 4) {
    const float32x4_t x = vld1q_f32(input + i);
#pragma GCC unroll 4
    for (int r = 0; r < kRows; ++r) {
      sums[r][0] = vfmaq_f32(sums[r][0], x, vld1q_f32(rows[r] + i));
    }
  }
#pragma GCC unroll 4
  for (int r = 0; r < kRows; ++r) sums[r][0] = vaddq_f32(sums[r][0], sums[r][1]);
  float32x4_t total =
      vpaddq_f32(vpaddq_f32(sums[0][0], sums[1][0]), vpaddq_f32(sums[2][0], sums[3][0]));
  for (; i < count; ++i) {
    const float weights[kRows] = {rows[0][i], rows[1][i], rows[2][i], rows[3][i]};
    total = vfmaq_n_f32(total, vld1q_f32(weights), input[i]);
  }
  return total;
}

}  // namespace

void fully_connected_f32(const FullyConnectedArgs& args) {
  const size_t inputs = static_cast<size_t>(args.inputs);
  const float* input = args.input;
  float* output = args.output;
  for (int32_t b = 0; b < args.batch; ++b, input += inputs, output += args.outputs) {
    for (int32_t o = 0; o < args.outputs; o += kRows) {
      const float* rows[kRows];
      for (int32_t r = 0; r < kRows; ++r) {
        const int32_t row = o + r < args.outputs ? o + r : args.outputs - 1;
        rows[r] = args.weights + static_cast<size_t>(row) * inputs;
      }
      float totals[kRows];
      vst1q_f32(totals, four_rows(input, rows, args.inputs));
      for (int32_t r = 0; r < kRows && o + r < args.outputs; ++r) {
        float total = totals[r] + (args.bias == nullptr ? 0.0f : args.bias[o + r]);
        total = total < args.clamp.low ? args.clamp.low : total;
        output[o + r] = total > args.clamp.high ? args.clamp.high : total;
      }
    }
  }
}

}  // namespace ambulo::kernels::arm_neon
