// SPDX-License-Identifier: Apache-2.0
// What fully connected layers in int8 of both Arm ISAs share: input (batch,I), weights (O,I),
// read in place, output (batch,O). Packed is one QuadScale for each four outputs. Four rows at a
// time, each with two chains of sums; the last, incomplete 16 inputs are the last 16 with those
// that were already taken masked away. Everything is of internal linkage: each ISA is compiled with
// flags of its own.
#pragma once

#include "runtime/kernels/arm_neon/dot_product.h"
#include "runtime/kernels/arm_neon/requantize.h"

namespace ambulo::kernels::arm_neon {
namespace {

// From element n on: 16 - n bytes of zeros, then n of ones.
constexpr int8_t kLastOf16[32] = {0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
                                  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};

inline size_t packed_scales_bytes(const FullyConnectedS8Args& args) {
  return static_cast<size_t>((args.outputs + kQuad - 1) / kQuad) * sizeof(QuadScale);
}

inline void pack_scales(const FullyConnectedS8Args& args, void* packed) {
  __builtin_memset(packed, 0, packed_scales_bytes(args));
  QuadScale* scales = static_cast<QuadScale*>(packed);
  const size_t inputs = static_cast<size_t>(args.inputs);
  for (int32_t o = 0; o < args.outputs; ++o) {
    const int8_t* row = args.weights + static_cast<size_t>(o) * inputs;
    const int32_t bias = args.bias == nullptr ? 0 : args.bias[o];
    set_channel(scales[o / kQuad], o % kQuad, bias, args.rescale[o], row, inputs,
                args.input_zero_point);
  }
}

// Products: a class with static int32x4_t add(sum, values, weights) over 16 bytes.
template <typename Products>
int32x4_t four_rows(const int8_t* input, const int8_t* const (&rows)[kQuad], int32_t count) {
  int32x4_t sums[kQuad], second[kQuad];
#pragma GCC unroll 4
  for (int r = 0; r < kQuad; ++r) sums[r] = second[r] = vdupq_n_s32(0);
  int32_t i = 0;
  for (; i + 64 <= count; i += 64) {
#pragma GCC unroll 4
    for (int k = 0; k < 64; k += 16) {
      const int8x16_t values = vld1q_s8(input + i + k);
#pragma GCC unroll 4
      for (int r = 0; r < kQuad; ++r) {
        int32x4_t& sum = k % 32 == 0 ? sums[r] : second[r];
        sum = Products::add(sum, values, vld1q_s8(rows[r] + i + k));
      }
    }
  }
  for (; i + 16 <= count; i += 16) {
    const int8x16_t values = vld1q_s8(input + i);
#pragma GCC unroll 4
    for (int r = 0; r < kQuad; ++r) {
      sums[r] = Products::add(sums[r], values, vld1q_s8(rows[r] + i));
    }
  }
  if (i < count && count >= 16) {
    const int8x16_t values =
        vandq_s8(vld1q_s8(input + count - 16), vld1q_s8(kLastOf16 + (count - i)));
#pragma GCC unroll 4
    for (int r = 0; r < kQuad; ++r) {
      second[r] = Products::add(second[r], values, vld1q_s8(rows[r] + count - 16));
    }
    i = count;
  }
#pragma GCC unroll 4
  for (int r = 0; r < kQuad; ++r) sums[r] = vaddq_s32(sums[r], second[r]);
  int32x4_t total = total_of_each(sums);
  for (; i < count; ++i) {
    const int32_t weights[kQuad] = {rows[0][i], rows[1][i], rows[2][i], rows[3][i]};
    total = vmlaq_n_s32(total, vld1q_s32(weights), input[i]);
  }
  return total;
}

// The four rows of one quad, as a scale says: Choose::rows(scale, input, rows, count).
template <typename Choose>
void fully_connected(const FullyConnectedS8Args& args) {
  const size_t inputs = static_cast<size_t>(args.inputs);
  const OutputRange range(args.output_zero_point, args.clamp);
  const int8_t* input = args.input;
  int8_t* output = args.output;
  for (int32_t b = 0; b < args.batch; ++b, input += inputs, output += args.outputs) {
    const QuadScale* scale = static_cast<const QuadScale*>(args.memory.packed);
    for (int32_t o = 0; o < args.outputs; o += kQuad, ++scale) {
      const int8_t* rows[kQuad];
      for (int32_t r = 0; r < kQuad; ++r) {
        const int32_t row = o + r < args.outputs ? o + r : args.outputs - 1;
        rows[r] = args.weights + static_cast<size_t>(row) * inputs;
      }
      const int32x4_t sums =
          vaddq_s32(vld1q_s32(scale->bias), Choose::rows(*scale, input, rows, args.inputs));
      const int32x4_t result = rescale_once_rounded(sums, *scale);
      store_quad<0>(output + o, range.narrow(result, result), args.outputs - o);
    }
  }
}

}  // namespace
}  // namespace ambulo::kernels::arm_neon
