// SPDX-License-Identifier: Apache-2.0
// int8 convolution with steps of time in the lanes: no lane is idle where the number of output
// channels is far from a multiple of 16, as 12 and 24 are. Four channels are computed at a time, by
// up to four vectors of 16 steps; weights are broadcast. The layout of inputs is in time_planes.h.
#pragma once

#include "runtime/kernels/x86/integer_layers.h"
#include "runtime/kernels/x86_avx512vnni/int8_unit.h"
#include "runtime/kernels/x86_avx512vnni/time_planes.h"

namespace ambulo::kernels::x86_avx512vnni {
namespace {

// Groups of four channels, for the packed block.
struct FourChannels : Int8Unit {
  static constexpr int kLanes = 4, kMaxVectors = 1;
};

struct ByteLimits {
  __m512i low, high;
};

// Sums of four channels, results of which are stored as runs of four bytes.
template <typename Finish>
struct ChannelGroup {
  const Finish* finish;
  const int32_t* bias;
  const int8_t* weights;
  const uint32_t* places;  // [pool][runs]
  size_t runs;
  int first_channel;
  ByteLimits limits;
};

inline __m512i four_channels(const __m512i (&x)[4], const ByteLimits& limits) {
  const __m512i words_01 = _mm512_packs_epi32(x[0], x[1]);
  const __m512i words_23 = _mm512_packs_epi32(x[2], x[3]);
  const __m512i order =
      _mm512_broadcast_i32x4(_mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
  const __m512i bytes = _mm512_shuffle_epi8(_mm512_packs_epi16(words_01, words_23), order);
  return _mm512_min_epi8(_mm512_max_epi8(bytes, limits.low), limits.high);
}

// kVectors of sums of kPool parities each give kVectors / kPool runs of results.
template <int kVectors, int kPool, typename Finish>
inline void convolve_steps(const ChannelGroup<Finish>& group, const uint8_t* planes, __m512i* out) {
  constexpr int kResults = kVectors / kPool;
  __m512i sums[kVectors][4];
#pragma GCC unroll 4
  for (int c = 0; c < 4; ++c) {
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) sums[v][c] = _mm512_set1_epi32(group.bias[c]);
  }
  const int8_t* weights = group.weights;
  for (size_t run = 0; run < group.runs; ++run, weights += 4 * kRun) {
    __m512i x[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      const size_t parity = static_cast<size_t>(v / kResults);
      const uint8_t* at = planes + group.places[parity * group.runs + run];
      x[v] = _mm512_loadu_si512(at + static_cast<size_t>(v % kResults) * kSteps * kRun);
    }
#pragma GCC unroll 4
    for (int c = 0; c < 4; ++c) {
      int32_t four;
      __builtin_memcpy(&four, weights + c * kRun, sizeof four);
      const __m512i w = _mm512_set1_epi32(four);
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) Int8Unit::multiply_add(sums[v][c], w, x[v]);
    }
  }
#pragma GCC unroll 4
  for (int r = 0; r < kResults; ++r) {
    __m512i results[4];
#pragma GCC unroll 4
    for (int c = 0; c < 4; ++c) {
      const int channel = group.first_channel + c;
      if constexpr (kPool == 1) {
        results[c] = group.finish->finish(sums[r][c], channel);
      } else if constexpr (Finish::kPoolsSums) {
        results[c] =
            group.finish->finish(Int8Unit::max(sums[r][c], sums[r + kResults][c]), channel);
      } else {
        results[c] = Int8Unit::max(group.finish->finish(sums[r][c], channel),
                                   group.finish->finish(sums[r + kResults][c], channel));
      }
    }
    out[r] = four_channels(results, group.limits);
  }
}

// As x86::FastFinish and ExactFinish, with one channel in all lanes.
struct FastChannel {
  static constexpr bool kPoolsSums = true;
  const x86::IntegerBlock<FourChannels>& block;
  __m512i finish(__m512i sum, int channel) const {
    const __m512 x = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), _mm512_set1_ps(block.scale[channel]),
                                     _mm512_set1_ps(block.offset[channel]));
    const __m512i rounded = Int8Unit::floor(x);
    const __mmask16 equal =
        _mm512_cmpeq_epi32_mask(sum, _mm512_set1_epi32(block.exception[channel]));
    return _mm512_mask_add_epi32(rounded, equal, rounded,
                                 _mm512_set1_epi32(block.correction[channel]));
  }
};

struct ExactChannel {
  static constexpr bool kPoolsSums = false;
  const x86::IntegerBlock<FourChannels>& block;
  int32_t zero_point;

  __m512i finish(__m512i sum, int channel) const {
    return Int8Unit::rescale_exactly<x86::Rounding::Twice>(
        sum, _mm512_set1_epi32(block.multiplier[channel]), _mm512_set1_epi32(block.shift[channel]),
        zero_point);
  }
};

struct TimeLanes {
  using Shape = vector::PackedShape<FourChannels>;
  using Block = x86::IntegerBlock<FourChannels>;
  using General = x86::IntegerConvolution<FourChannels>;

  static TimePlan plan(const Conv2dS8Args& args) {
    return {args.columns, static_cast<size_t>(args.input_channels), args.pool};
  }
  static bool suits(const Conv2dS8Args& args) {
    return TimePlan::leaves_fewer_lanes_idle(args.columns.output, args.output_channels);
  }
  static size_t packed_bytes(const Conv2dS8Args& args) {
    return General::packed_bytes(args) + plan(args).place_bytes();
  }
  static void pack(const Conv2dS8Args& args, void* packed) {
    General::pack(args, packed);
    plan(args).write_places(places_of(args, packed));
  }
  static size_t scratch_bytes(const Conv2dS8Args& args) {
    const TimePlan planned = plan(args);
    return vector::kBlockAlignment - 1 + planned.value_bytes() + planned.all_plane_bytes();
  }
  static void run(const Conv2dS8Args& args) {
    const Block block(args.memory.packed, Shape(args.output_channels, General::inputs(args)));
    if (block.header->fast) return run_all(args, block, FastChannel{block});
    run_all(args, block, ExactChannel{block, args.output_zero_point});
  }

 private:
  static uint32_t* places_of(const Conv2dS8Args& args, const void* packed) {
    const Shape shape(args.output_channels, General::inputs(args));
    const Block block(packed, shape);
    return reinterpret_cast<uint32_t*>(block.weights + shape.weight_bytes());
  }

  template <typename Finish>
  static void run_all(const Conv2dS8Args& args, const Block& block, const Finish& finish) {
    if (args.pool == 2) return run_pooled<2>(args, block, finish);
    run_pooled<1>(args, block, finish);
  }
  template <int kPool, typename Finish>
  static void run_pooled(const Conv2dS8Args& args, const Block& block, const Finish& finish) {
    const TimePlan planned = plan(args);
    uint8_t* values = vector::aligned_block(static_cast<uint8_t*>(args.memory.scratch));
    uint8_t* planes = values + planned.value_bytes();
    const ByteLimits limits = {_mm512_set1_epi8(static_cast<char>(args.clamp.low)),
                               _mm512_set1_epi8(static_cast<char>(args.clamp.high))};
    const ChannelGroup<Finish> first = {
        &finish,      block.bias, block.weights, places_of(args, args.memory.packed),
        planned.runs, 0,          limits};
    const auto row =
        static_cast<size_t>(args.columns.input) * static_cast<size_t>(args.input_channels);
    const size_t stride = static_cast<size_t>(args.output_channels);
    int8_t* output = args.output;
    for (int32_t n = 0; n < args.batch; ++n) {
      General::prepare_windows(args, args.input + static_cast<size_t>(n) * row, values);
      planned.fill_planes(values, planes);
      constexpr int32_t kMost = 4 / kPool * kSteps;
      for (int32_t t = 0; t < planned.results; t += kMost) {
        const uint8_t* at = planes + static_cast<size_t>(t) * kRun;
        int8_t* rows = output + static_cast<size_t>(t) * stride;
        if (planned.results - t > kMost / 2) {
          convolve_rows<4, kPool>(first, args.output_channels, at, planned.results - t, rows);
        } else {
          convolve_rows<2, kPool>(first, args.output_channels, at, planned.results - t, rows);
        }
      }
      output += static_cast<size_t>(planned.results) * stride;
    }
  }

  // All channels of up to kVectors / kPool * 16 steps.
  template <int kVectors, int kPool, typename Finish>
  static void convolve_rows(ChannelGroup<Finish> group, int32_t channels, const uint8_t* planes,
                            int32_t steps, int8_t* rows) {
    constexpr int kResults = kVectors / kPool;
    const auto stride = static_cast<size_t>(channels);
    for (int32_t first = 0; first < channels; first += 16) {
      __m512i runs[4][kResults];
      for (int32_t c = 0; c < 16; c += 4) {
        if (first + c >= channels) {
          for (int r = 0; r < kResults; ++r) runs[c / 4][r] = _mm512_setzero_si512();
          continue;
        }
        group.first_channel = first + c;
        convolve_steps<kVectors, kPool>(group, planes, runs[c / 4]);
        group.bias += 4;
        group.weights += group.runs * 4 * kRun;
      }
      const int32_t count = channels - first < 16 ? channels - first : 16;
      for (int r = 0; r < kResults; ++r) {
        const int32_t left = steps - r * kSteps;
        if (left <= 0) break;
        __m512i four[4] = {runs[0][r], runs[1][r], runs[2][r], runs[3][r]};
        store_rows(four, left, count, stride,
                   rows + static_cast<size_t>(r * kSteps) * stride + first);
      }
    }
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86_avx512vnni
