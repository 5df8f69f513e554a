// SPDX-License-Identifier: Apache-2.0
// float32 convolution with steps of time in the lanes, as time_lanes.h does it for int8: a run of
// four bytes is one number. Packed: bias, weights [groups of four channels][inputs][4], places.
#pragma once

#include "runtime/kernels/x86/float_layers.h"
#include "runtime/kernels/x86_avx512vnni/float_unit.h"
#include "runtime/kernels/x86_avx512vnni/time_planes.h"

namespace ambulo::kernels::x86_avx512vnni {
namespace {

class FloatTimeLanes {
  struct FourChannels : FloatUnit {
    static constexpr int kLanes = 4, kMaxVectors = 1;
  };
  using General = x86::FloatConvolution<FourChannels>;

 public:
  static size_t cost(const Conv2dArgs& args) {
    const bool suits = TimePlan::leaves_fewer_lanes_idle(args.columns.output, args.output_channels);
    if (!suits) return x86::kImpossible;
    const TimePlan planned = plan(args);
    const size_t channels = vector::rounded_up(static_cast<size_t>(args.output_channels), 4);
    const size_t steps = vector::rounded_up(static_cast<size_t>(planned.results), 2 * kSteps);
    const size_t vectors = steps / kSteps * static_cast<size_t>(args.pool);
    constexpr size_t kRearrange = 8;  // a vector of a plane
    return vectors * channels * planned.runs + planned.all_plane_bytes() / 64 * kRearrange;
  }
  static size_t packed_bytes(const Conv2dArgs& args) {
    return General::packed_bytes(args) + plan(args).place_bytes();
  }
  static void pack(const Conv2dArgs& args, void* packed) {
    General::pack(args, packed);
    plan(args).write_places(places_of(args, packed));
  }
  static size_t scratch_bytes(const Conv2dArgs& args) {
    const TimePlan planned = plan(args);
    return vector::kBlockAlignment - 1 + planned.value_bytes() + planned.all_plane_bytes();
  }
  static void run(const Conv2dArgs& args) {
    args.pool == 2 ? run_pooled<2>(args) : run_pooled<1>(args);
  }

 private:
  static TimePlan plan(const Conv2dArgs& args) {
    return {args.columns, static_cast<size_t>(args.input_channels) * sizeof(float), args.pool};
  }
  static uint32_t* places_of(const Conv2dArgs& args, const void* packed) {
    const vector::PackedShape<FourChannels> shape(args.output_channels, General::inputs(args));
    auto* floats = static_cast<float*>(vector::aligned_block(const_cast<void*>(packed)));
    return reinterpret_cast<uint32_t*>(floats + shape.channels * (1 + shape.inputs));
  }

  template <int kPool>
  static void run_pooled(const Conv2dArgs& args) {
    const TimePlan planned = plan(args);
    uint8_t* values = vector::aligned_block(static_cast<uint8_t*>(args.memory.scratch));
    uint8_t* planes = values + planned.value_bytes();
    const auto row =
        static_cast<size_t>(args.columns.input) * static_cast<size_t>(args.input_channels);
    const auto stride = static_cast<size_t>(args.output_channels);
    float* output = args.output;
    for (int32_t n = 0; n < args.batch; ++n) {
      General::copy_padded(args, args.input + static_cast<size_t>(n) * row,
                           reinterpret_cast<float*>(values));
      planned.fill_planes(values, planes);
      constexpr int32_t kMost = 4 / kPool * kSteps;
      for (int32_t t = 0; t < planned.results; t += kMost) {
        const uint8_t* at = planes + static_cast<size_t>(t) * kRun;
        const int32_t left = planned.results - t;
        float* rows = output + static_cast<size_t>(t) * stride;
        if (left > kMost / 2) {
          convolve_rows<4, kPool>(args, planned.runs, at, left, rows);
        } else {
          convolve_rows<2, kPool>(args, planned.runs, at, left, rows);
        }
      }
      output += static_cast<size_t>(planned.results) * stride;
    }
  }

  // All channels of up to kVectors / kPool * 16 steps.
  template <int kVectors, int kPool>
  static void convolve_rows(const Conv2dArgs& args, size_t runs, const uint8_t* planes,
                            int32_t steps, float* rows) {
    constexpr int kResults = kVectors / kPool;
    const vector::PackedShape<FourChannels> shape(args.output_channels, General::inputs(args));
    const float* bias = static_cast<const float*>(vector::aligned_block(args.memory.packed));
    const float* weights = bias + shape.channels;
    const uint32_t* places = places_of(args, args.memory.packed);
    const auto stride = static_cast<size_t>(args.output_channels);
    for (int32_t first = 0; first < args.output_channels; first += 4) {
      __m512 sums[kVectors][4];
      convolve_steps<kVectors, kPool>(bias + first, weights, places, runs, planes, sums);
      weights += 4 * runs;
      const int32_t left = args.output_channels - first, count = left < 4 ? left : 4;
#pragma GCC unroll 4
      for (int r = 0; r < kResults; ++r) {
        if (steps - r * kSteps <= 0) break;
        __m512i four[4];
#pragma GCC unroll 4
        for (int c = 0; c < 4; ++c) {
          const __m512 sum =
              kPool == 1 ? sums[r][c] : _mm512_max_ps(sums[r][c], sums[r + kVectors - kResults][c]);
          four[c] = _mm512_castps_si512(_mm512_min_ps(
              _mm512_max_ps(sum, _mm512_set1_ps(args.clamp.low)), _mm512_set1_ps(args.clamp.high)));
        }
        float* out = rows + static_cast<size_t>(r * kSteps) * stride + first;
        store_rows(four, steps - r * kSteps, count * kRun, stride * sizeof(float),
                   reinterpret_cast<int8_t*>(out));
      }
    }
  }

  template <int kVectors, int kPool>
  __attribute__((noinline)) static void convolve_steps(const float* bias, const float* weights,
                                                       const uint32_t* places, size_t runs,
                                                       const uint8_t* planes,
                                                       __m512 (&out)[kVectors][4]) {
    constexpr int kResults = kVectors / kPool;
    __m512 sums[kVectors][4];
#pragma GCC unroll 4
    for (int c = 0; c < 4; ++c) {
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) sums[v][c] = _mm512_set1_ps(bias[c]);
    }
    for (size_t run = 0; run < runs; ++run, weights += 4) {
      __m512 x[kVectors];
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) {
        const uint8_t* at = planes + places[static_cast<size_t>(v / kResults) * runs + run];
        x[v] = _mm512_loadu_ps(at + static_cast<size_t>(v % kResults) * kSteps * kRun);
      }
#pragma GCC unroll 4
      for (int c = 0; c < 4; ++c) {
        const __m512 w = _mm512_set1_ps(weights[c]);
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v) sums[v][c] = _mm512_fmadd_ps(w, x[v], sums[v][c]);
      }
    }
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
#pragma GCC unroll 4
      for (int c = 0; c < 4; ++c) out[v][c] = sums[v][c];
    }
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86_avx512vnni
