// SPDX-License-Identifier: Apache-2.0
// Convolution over time: input (N,1,T,C), filter (O,1,K,C), output (N,1,T',O). Output channels are
// the lanes: tiles of up to 9 steps by 8 channels stay in registers while a window, one run of
// K * C values, passes. Each group of 8 channels, or the last 4, is packed as one block:
//   float bias[width], weights[K * C][width]    width 8 or 4; channels beyond the last are 0
#include <arm_neon.h>

#include "runtime/kernels/arm_neon/arm_neon.h"
#include "runtime/kernels/arm_neon/time_axis.h"

namespace ambulo::kernels::arm_neon {
namespace {

constexpr int32_t kLanes = 4;

int32_t run_length(const Conv2dArgs& args) {
  return args.columns.filter * args.input_channels;
}

// Quads of the block that starts at this channel.
int32_t quads_from(int32_t channel, int32_t channels) {
  return channels - channel > kLanes ? 2 : 1;
}

// The windows of a tile start `step` values apart, its output rows `output_step`.
struct Strides {
  size_t step, output_step;
};

template <int Lane, int Quads, int Steps>
inline void multiply_add(float32x4_t (&sums)[Steps][Quads], const float32x4_t (&values)[Steps],
                         const float* weights) {
#pragma GCC unroll 2
  for (int q = 0; q < Quads; ++q) {
    const float32x4_t w = vld1q_f32(weights + Lane * Quads * kLanes + q * kLanes);
#pragma GCC unroll 9
    for (int s = 0; s < Steps; ++s) {
      sums[s][q] = vfmaq_laneq_f32(sums[s][q], w, values[s], Lane);
    }
  }
}

// count: how many of the block's channels there are.
template <int Quads, int Steps>
void tile(const float* window, Strides strides, const float* block, int32_t run, Clamp clamp,
          int32_t count, float* output) {
  constexpr int kWidth = Quads * kLanes;
  float32x4_t sums[Steps][Quads];
#pragma GCC unroll 9
  for (int s = 0; s < Steps; ++s) {
#pragma GCC unroll 2
    for (int q = 0; q < Quads; ++q) sums[s][q] = vld1q_f32(block + q * kLanes);
  }
  const float* weights = block + kWidth;
  float32x4_t values[Steps];
  int32_t i = 0;
  for (; i + kLanes <= run; i += kLanes, weights += kLanes * kWidth) {
#pragma GCC unroll 9
    for (int s = 0; s < Steps; ++s) values[s] = vld1q_f32(window + s * strides.step + i);
    multiply_add<0>(sums, values, weights);
    multiply_add<1>(sums, values, weights);
    multiply_add<2>(sums, values, weights);
    multiply_add<3>(sums, values, weights);
  }
  for (; i < run; ++i, weights += kWidth) {
#pragma GCC unroll 9
    for (int s = 0; s < Steps; ++s) values[s] = vld1q_dup_f32(window + s * strides.step + i);
    multiply_add<0>(sums, values, weights);
  }
#pragma GCC unroll 9
  for (int s = 0; s < Steps; ++s) {
    float* row = output + s * strides.output_step;
#pragma GCC unroll 2
    for (int q = 0; q < Quads; ++q) {
      const float32x4_t sum =
          vminq_f32(vmaxq_f32(sums[s][q], vdupq_n_f32(clamp.low)), vdupq_n_f32(clamp.high));
      const int32_t left = count - q * kLanes;
      if (left >= kLanes) {
        vst1q_f32(row + q * kLanes, sum);
      } else {
        float last[kLanes];
        vst1q_f32(last, sum);
        for (int32_t c = 0; c < left; ++c) row[q * kLanes + c] = last[c];
      }
    }
  }
}

// All steps of one block of channels.
template <int Quads>
void convolve(const float* window, Strides strides, const float* block, int32_t run, Clamp clamp,
              int32_t count, int32_t steps, float* output) {
  for_each_tile(steps, [&](auto size) {
    tile<Quads, decltype(size)::value>(window, strides, block, run, clamp, count, output);
    window += size * strides.step;
    output += size * strides.output_step;
  });
}

}  // namespace

bool takes(const Conv2dArgs& args) {
  return over_time(args.rows, args.columns);
}

size_t packed_bytes(const Conv2dArgs& args) {
  const size_t lanes = static_cast<size_t>(args.output_channels + kLanes - 1) / kLanes * kLanes;
  return lanes * (static_cast<size_t>(run_length(args)) + 1) * sizeof(float);
}

void pack(const Conv2dArgs& args, void* packed) {
  float* out = static_cast<float*>(packed);
  const size_t run = static_cast<size_t>(run_length(args));
  for (int32_t o = 0; o < args.output_channels;) {
    const int32_t width = quads_from(o, args.output_channels) * kLanes;
    const auto present = [&](int32_t c) { return o + c < args.output_channels; };
    for (int32_t c = 0; c < width; ++c) {
      *out++ = present(c) && args.bias != nullptr ? args.bias[o + c] : 0.0f;
    }
    for (size_t i = 0; i < run; ++i) {
      for (int32_t c = 0; c < width; ++c) {
        *out++ = present(c) ? args.filter[static_cast<size_t>(o + c) * run + i] : 0.0f;
      }
    }
    o += width;
  }
}

size_t scratch_bytes(const Conv2dArgs& args) {
  if (!reads_padding(args.columns)) return 0;
  return covered_steps(args.columns) * static_cast<size_t>(args.input_channels) * sizeof(float);
}

void conv_2d_f32(const Conv2dArgs& args) {
  const WindowAxis& time = args.columns;
  const size_t outputs = static_cast<size_t>(args.output_channels);
  const int32_t run = run_length(args);
  const Strides strides = {
      static_cast<size_t>(time.stride) * static_cast<size_t>(args.input_channels), outputs};
  const float* input = args.input;
  float* output = args.output;
  for (int32_t n = 0; n < args.batch; ++n) {
    const float* windows = input;
    if (reads_padding(time)) {
      float* copy = static_cast<float*>(args.memory.scratch);
      copy_covered(input, time, args.input_channels, 0.0f, copy);
      windows = copy;
    }
    const float* block = static_cast<const float*>(args.memory.packed);
    for (int32_t o = 0; o < args.output_channels;) {
      const int32_t quads = quads_from(o, args.output_channels);
      const auto run_block = quads == 2 ? convolve<2> : convolve<1>;
      run_block(windows, strides, block, run, args.clamp, args.output_channels - o, time.output,
                output + o);
      block += static_cast<size_t>(quads * kLanes) * (static_cast<size_t>(run) + 1);
      o += quads * kLanes;
    }
    input += static_cast<size_t>(time.input) * static_cast<size_t>(args.input_channels);
    output += static_cast<size_t>(time.output) * outputs;
  }
}

}  // namespace ambulo::kernels::arm_neon
