// SPDX-License-Identifier: Apache-2.0
// Convolution over time in int8: input (N,1,T,C), filter (O,1,K,C), output (N,1,T',O). Each pair of
// step and channel has a sum of its own, in four lanes: 16 taps are SMULL, SMLAL2 and SADALP.
#include <arm_neon.h>

#include "runtime/kernels/arm_neon/arm_neon.h"
#include "runtime/kernels/arm_neon/dot_product.h"
#include "runtime/kernels/arm_neon/integer_conv_2d.h"

namespace ambulo::kernels::arm_neon {
namespace {

constexpr int kTaps = 16;
using Packed = PackedConv2d<kTaps, 1>;

struct Tile {
  const Conv2dS8Args& args;
  size_t step, units;  // taps from one step to the next; units of kTaps in a run
  OutputRange range;

  // left: channels from this block on.
  template <typename Products, int Steps>
  void run(const int8_t* window, const int8_t* block, int32_t left, int8_t* output) const {
    const QuadScale* scale = reinterpret_cast<const QuadScale*>(block);
    const int8_t* weights = reinterpret_cast<const int8_t*>(scale + 1);
    int32x4_t sums[Steps][kQuad];
#pragma GCC unroll 4
    for (int s = 0; s < Steps; ++s) {
#pragma GCC unroll 4
      for (int c = 0; c < kQuad; ++c) sums[s][c] = vdupq_n_s32(0);
    }
    for (size_t unit = 0; unit < units; ++unit, window += kTaps, weights += kQuad * kTaps) {
      int8x16_t values[Steps];
#pragma GCC unroll 4
      for (int s = 0; s < Steps; ++s) values[s] = vld1q_s8(window + s * step);
#pragma GCC unroll 4
      for (int c = 0; c < kQuad; ++c) {
        const int8x16_t w = vld1q_s8(weights + c * kTaps);
#pragma GCC unroll 4
        for (int s = 0; s < Steps; ++s) sums[s][c] = Products::add(sums[s][c], values[s], w);
        // GCC would interleave the products of all channels, and no longer keep the sums in
        // registers.
        asm volatile("" : "+w"(sums[0][c]));
      }
    }
    const int32x4_t bias = vld1q_s32(scale->bias);
    int32x4_t totals[Steps];
#pragma GCC unroll 4
    for (int s = 0; s < Steps; ++s) totals[s] = vaddq_s32(bias, total_of_each(sums[s]));
    rescale_twice_rounded(totals, *scale, range);
    store_steps(totals, range, left, static_cast<size_t>(args.output_channels), output);
  }

  // All steps of one block.
  template <typename Products>
  void run_all(const int8_t* window, const int8_t* block, int32_t left, int8_t* output) const {
    const size_t row = static_cast<size_t>(args.output_channels);
    int32_t steps = args.columns.output;
    for (; steps >= 4; steps -= 4, window += 4 * step, output += 4 * row) {
      run<Products, 4>(window, block, left, output);
    }
    for (; steps > 0; --steps, window += step, output += row) {
      run<Products, 1>(window, block, left, output);
    }
  }
};

}  // namespace

bool takes(const Conv2dS8Args& args) {
  return over_time(args.rows, args.columns);
}

size_t packed_bytes(const Conv2dS8Args& args) {
  return Packed::packed_bytes(args);
}

void pack(const Conv2dS8Args& args, void* packed) {
  Packed::pack(args, packed);
}

size_t scratch_bytes(const Conv2dS8Args& args) {
  return Packed::scratch_bytes(args);
}

void conv_2d_s8(const Conv2dS8Args& args) {
  const size_t step =
      static_cast<size_t>(args.columns.stride) * static_cast<size_t>(args.input_channels);
  const Tile tile{args, step, Packed::units(args), {args.output_zero_point, args.clamp}};
  Packed::for_each_block(
      args, [&](int32_t, const int8_t* windows, const int8_t* block, int32_t left, int8_t* output) {
        const QuadScale& scale = *reinterpret_cast<const QuadScale*>(block);
        if (may_pair(scale)) {
          tile.run_all<PairedProducts>(windows, block, left, output);
        } else {
          tile.run_all<SingleProducts>(windows, block, left, output);
        }
      });
}

}  // namespace ambulo::kernels::arm_neon
