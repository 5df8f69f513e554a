// SPDX-License-Identifier: Apache-2.0
// What the int8 convolutions of both Arm ISAs share: how weights are packed and blocks walked. A
// window over time is one run of K * C values. Groups of up to MaxQuads * 4 output channels are
// packed as blocks, the run in units of Unit taps; beyond the last channel or tap stand zeros:
//   QuadScale quads[Q], int8 weights[run / Unit][Q * 4][Unit]
// The input is copied with its padding, and with room for the last load of kLoad taps.
// Everything is of internal linkage: each ISA is compiled with flags of its own.
#pragma once

#include "runtime/kernels/arm_neon/requantize.h"
#include "runtime/kernels/arm_neon/time_axis.h"

namespace ambulo::kernels::arm_neon {
namespace {

inline int32_t run_length(const Conv2dS8Args& args) {
  return args.columns.filter * args.input_channels;
}

constexpr size_t kLoad = 16;

template <int Unit, int MaxQuads>
struct PackedConv2d {
  static int32_t quads_from(int32_t channel, int32_t channels) {
    const int32_t quads = (channels - channel + kQuad - 1) / kQuad;
    return quads < MaxQuads ? quads : MaxQuads;
  }

  static size_t units(const Conv2dS8Args& args) {
    return static_cast<size_t>(run_length(args) + Unit - 1) / Unit;
  }

  static size_t block_bytes(const Conv2dS8Args& args, int32_t quads) {
    return static_cast<size_t>(quads) * (sizeof(QuadScale) + units(args) * kQuad * Unit);
  }

  static size_t packed_bytes(const Conv2dS8Args& args) {
    return block_bytes(args, (args.output_channels + kQuad - 1) / kQuad);
  }

  static size_t scratch_bytes(const Conv2dS8Args& args) {
    return covered_steps(args.columns) * static_cast<size_t>(args.input_channels) + kLoad - 1;
  }

  static void pack(const Conv2dS8Args& args, void* packed) {
    __builtin_memset(packed, 0, packed_bytes(args));
    const size_t run = static_cast<size_t>(run_length(args));
    int8_t* block = static_cast<int8_t*>(packed);
    for (int32_t o = 0; o < args.output_channels;) {
      const int32_t quads = quads_from(o, args.output_channels), width = quads * kQuad;
      QuadScale* scales = reinterpret_cast<QuadScale*>(block);
      int8_t* weights = reinterpret_cast<int8_t*>(scales + quads);
      for (int32_t c = 0; c < width && o + c < args.output_channels; ++c) {
        const int8_t* filter = args.filter + static_cast<size_t>(o + c) * run;
        const int32_t bias = args.bias == nullptr ? 0 : args.bias[o + c];
        set_channel(scales[c / kQuad], c % kQuad, bias, args.rescale[o + c], filter, run,
                    args.input_zero_point);
        for (size_t i = 0; i < run; ++i) {
          weights[(i / Unit * static_cast<size_t>(width) + static_cast<size_t>(c)) * Unit +
                  i % Unit] = filter[i];
        }
      }
      block += block_bytes(args, quads);
      o += width;
    }
  }

  // convolve(quads, windows, block, channels left, output) for each block of channels.
  template <typename Convolve>
  static void for_each_block(const Conv2dS8Args& args, Convolve convolve) {
    const int8_t* input = args.input;
    int8_t* output = args.output;
    int8_t* windows = static_cast<int8_t*>(args.memory.scratch);
    for (int32_t n = 0; n < args.batch; ++n) {
      copy_covered(input, args.columns, args.input_channels,
                   static_cast<int8_t>(args.input_zero_point), windows);
      const int8_t* block = static_cast<const int8_t*>(args.memory.packed);
      for (int32_t o = 0; o < args.output_channels;) {
        const int32_t quads = quads_from(o, args.output_channels);
        convolve(quads, windows, block, args.output_channels - o, output + o);
        block += block_bytes(args, quads);
        o += quads * kQuad;
      }
      input += static_cast<size_t>(args.columns.input) * static_cast<size_t>(args.input_channels);
      output +=
          static_cast<size_t>(args.columns.output) * static_cast<size_t>(args.output_channels);
    }
  }
};

}  // namespace
}  // namespace ambulo::kernels::arm_neon
