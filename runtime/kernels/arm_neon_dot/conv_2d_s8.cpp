// SPDX-License-Identifier: Apache-2.0
// Convolution over time in int8: input (N,1,T,C), filter (O,1,K,C), output (N,1,T',O). SDOT adds
// the products of four taps to each of four output channels; tiles of up to 9 steps by 8 channels
// stay in registers while a window passes.
#include "runtime/kernels/arm_neon/integer_conv_2d.h"
#include "runtime/kernels/arm_neon_dot/arm_neon_dot.h"

namespace ambulo::kernels::arm_neon_dot {
namespace {

using namespace arm_neon;

constexpr int kTaps = 4;  // of one SDOT
using Packed = PackedConv2d<kTaps, 2>;

template <int Steps, int Quads>
using Sums = int32x4_t[Quads][Steps];

// Four taps, those of Lane in the values of each step.
template <int Lane, int Steps, int Quads>
inline void multiply_add(Sums<Steps, Quads>& sums, const int8x16_t (&values)[Steps],
                         const int8_t* weights) {
#pragma GCC unroll 2
  for (int q = 0; q < Quads; ++q) {
    const int8x16_t w = vld1q_s8(weights + (Lane * Quads + q) * kQuad * kTaps);
#pragma GCC unroll 9
    for (int s = 0; s < Steps; ++s) sums[q][s] = vdotq_laneq_s32(sums[q][s], w, values[s], Lane);
    // GCC would mix these with the next four taps, and then copy sums between registers.
    asm volatile("" : "+w"(sums[q][0]));
  }
}

struct Tile {
  const Conv2dS8Args& args;
  size_t step, units;  // taps from one step to the next; units of kTaps in a run
  OutputRange range;

  // left: channels from this block on.
  template <int Quads, int Steps>
  void run(const int8_t* window, const int8_t* block, int32_t left, int8_t* output) const {
    const QuadScale* scales = reinterpret_cast<const QuadScale*>(block);
    const int8_t* weights = reinterpret_cast<const int8_t*>(scales + Quads);
    Sums<Steps, Quads> sums;
#pragma GCC unroll 2
    for (int q = 0; q < Quads; ++q) {
#pragma GCC unroll 9
      for (int s = 0; s < Steps; ++s) sums[q][s] = vld1q_s32(scales[q].bias);
    }
    int8x16_t values[Steps];
    size_t unit = 0;
    constexpr size_t kUnit = Quads * kQuad * kTaps;  // bytes of weights
    for (; unit + 4 <= units; unit += 4, window += kLoad, weights += 4 * kUnit) {
#pragma GCC unroll 9
      for (int s = 0; s < Steps; ++s) values[s] = vld1q_s8(window + s * step);
      multiply_add<0, Steps, Quads>(sums, values, weights);
      multiply_add<1, Steps, Quads>(sums, values, weights);
      multiply_add<2, Steps, Quads>(sums, values, weights);
      multiply_add<3, Steps, Quads>(sums, values, weights);
    }
    if (unit < units) {
#pragma GCC unroll 9
      for (int s = 0; s < Steps; ++s) values[s] = vld1q_s8(window + s * step);
      multiply_add<0, Steps, Quads>(sums, values, weights);
      if (unit + 1 < units) multiply_add<1, Steps, Quads>(sums, values, weights);
      if (unit + 2 < units) multiply_add<2, Steps, Quads>(sums, values, weights);
    }
#pragma GCC unroll 2
    for (int q = 0; q < Quads; ++q) rescale_twice_rounded(sums[q], scales[q], range);
    const size_t row = static_cast<size_t>(args.output_channels);
    if constexpr (Quads == 1) {
      store_steps(sums[0], range, left, row, output);
    } else {
#pragma GCC unroll 9
      for (int s = 0; s < Steps; ++s, output += row) {
        store_channels(output, range.narrow(sums[0][s], sums[1][s]), left);
      }
    }
  }

  // All steps of one block.
  template <int Quads>
  void run_all(const int8_t* window, const int8_t* block, int32_t left, int8_t* output) const {
    const size_t channels = static_cast<size_t>(args.output_channels);
    for_each_tile(args.columns.output, [&](auto size) {
      run<Quads, decltype(size)::value>(window, block, left, output);
      window += size * step;
      output += size * channels;
    });
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
  Packed::for_each_block(args, [&](int32_t quads, const int8_t* windows, const int8_t* block,
                                   int32_t left, int8_t* output) {
    if (quads == 2) {
      tile.run_all<2>(windows, block, left, output);
    } else {
      tile.run_all<1>(windows, block, left, output);
    }
  });
}

}  // namespace ambulo::kernels::arm_neon_dot
