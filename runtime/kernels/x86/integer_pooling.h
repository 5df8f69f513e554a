// SPDX-License-Identifier: Apache-2.0
// int8 pooling and sums along time over a Unit of the instruction set, 16 channels at a time. The
// Unit also has widen(bytes, part), kLanes of 16 bytes as int32, and rounded_quotient(sum, count),
// half away from zero.
#pragma once

#include "runtime/kernels/elementwise.h"
#include "runtime/kernels/x86/bytes.h"
#include "runtime/kernels/x86/pool_windows.h"
#include "runtime/kernels/x86/rescale.h"

namespace ambulo::kernels::x86 {
namespace {

inline void max_pool_bytes(const PoolS8Args& args) {
  const __m128i low = _mm_set1_epi8(static_cast<char>(args.clamp.low));
  const __m128i high = _mm_set1_epi8(static_cast<char>(args.clamp.high));
  for_each_pool_window(args, [&](const PoolWindow<int8_t>& window, int8_t* output) {
    for (int32_t c = 0; c < args.channels; c += kByteLanes) {
      const int32_t count = byte_lanes(args.channels - c);
      __m128i largest = load_bytes(window.first + c, count);
      window.for_each_other_tap(
          [&](const int8_t* tap) { largest = _mm_max_epi8(largest, load_bytes(tap + c, count)); });
      store_bytes(output + c, _mm_min_epi8(_mm_max_epi8(largest, low), high), count);
    }
  });
}

// int32 sums of 16 channels.
template <typename Unit>
struct ByteSums {
  using Vector = typename Unit::Vector;
  static constexpr int kParts = kByteLanes / Unit::kLanes;
  Vector sums[kParts];

  explicit ByteSums(Vector first) {
    for (Vector& sum : sums) sum = first;
  }
  void add(__m128i bytes) {
#pragma GCC unroll 2
    for (int p = 0; p < kParts; ++p) sums[p] = Unit::add(sums[p], Unit::widen(bytes, p));
  }
  template <typename Finish>
  void store(int8_t* out, int32_t count, const typename Unit::Limits& limits, Finish finish) const {
    for (int p = 0; p < kParts && count > 0; ++p, count -= Unit::kLanes, out += Unit::kLanes) {
      Unit::store(out, finish(sums[p]), count < Unit::kLanes ? count : Unit::kLanes, limits);
    }
  }
};

template <typename Unit>
struct AveragePool {
  // Quotients of sums of fewer taps are exact in float: 128 * taps < 2^23, and no quotient is
  // nearer than 1 / taps below a whole number that it does not reach.
  static bool takes(const PoolS8Args& args) {
    return int64_t{args.rows.filter} * args.columns.filter < 1 << 15;
  }
  static void run(const PoolS8Args& args) {
    const typename Unit::Limits limits(args.clamp);
    for_each_pool_window(args, [&](const PoolWindow<int8_t>& window, int8_t* output) {
      const int32_t taps = window.rows * window.columns;
      for (int32_t c = 0; c < args.channels; c += kByteLanes) {
        const int32_t count = byte_lanes(args.channels - c);
        ByteSums<Unit> sums(Unit::zero());
        sums.add(load_bytes(window.first + c, count));
        window.for_each_other_tap([&](const int8_t* tap) { sums.add(load_bytes(tap + c, count)); });
        sums.store(output + c, count, limits,
                   [&](auto sum) { return Unit::rounded_quotient(sum, taps); });
      }
    });
  }
};

// (rows, steps, channels) to (rows, channels): the mean over time, and sums, of one or more
// windows.
template <typename Unit>
struct SumOverTime {
  static bool takes(const ReduceS8Args& args) {
    for (int d = 0; d < kMaxRank - 2; ++d) {
      if (args.kept_dims[d] != 1) return false;
    }
    int axes = 0;
    for (int d = 0; d < kMaxRank; ++d) axes += args.reduced_dims[d] != 1;
    return axes == 1 && args.kept_strides[kMaxRank - 1] == 1 && args.rescale.shift < 31 &&
           args.rescale.shift > -32;
  }
  static void run(const ReduceS8Args& args) {
    if (args.round_once) return run_rounding<Rounding::Once>(args);
    run_rounding<Rounding::Twice>(args);
  }

 private:
  template <Rounding kRounding>
  static void run_rounding(const ReduceS8Args& args) {
    constexpr int kRow = kMaxRank - 2, kColumn = kMaxRank - 1;
    int axis = 0;
    while (args.reduced_dims[axis] == 1) ++axis;
    const int32_t steps = args.reduced_dims[axis], channels = args.kept_dims[kColumn];
    const ptrdiff_t step = args.reduced_strides[axis];
    const uint32_t zeros =
        static_cast<uint32_t>(steps) * static_cast<uint32_t>(args.input_zero_point);
    const auto first = Unit::set(static_cast<int32_t>(0u - zeros));
    const auto multiplier = Unit::set(args.rescale.multiplier),
               shift = Unit::set(args.rescale.shift);
    const typename Unit::Limits limits(IntegerClamp{-128, 127});
    int8_t* output = args.output;
    for (int32_t row = 0; row < args.kept_dims[kRow]; ++row, output += channels) {
      const int8_t* window = args.input + row * args.kept_strides[kRow];
      for (int32_t c = 0; c < channels; c += kByteLanes) {
        const int32_t count = byte_lanes(channels - c);
        ByteSums<Unit> sums(first);
        for (int32_t t = 0; t < steps; ++t) sums.add(load_bytes(window + t * step + c, count));
        sums.store(output + c, count, limits, [&](auto sum) {
          return Unit::template rescale_exactly<kRounding>(sum, multiplier, shift,
                                                           args.output_zero_point);
        });
      }
    }
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86
