// SPDX-License-Identifier: Apache-2.0
// Convolution over time and fully connected layers, for any number type: the loops are the same,
// the arithmetic is a Unit of the instruction set:
//   Value, Weight, Bias   types of inputs as the loops read them, packed weights, initial sums
//   Vector, kLanes        sums of kLanes output channels
//   kTerms                inputs that one multiply_add takes, broadcast to all lanes
// and a Finish of the layer turns sums into results and stores them:
//   kPoolsSums            the larger of two sums gives the larger of two results
//   finish(sum, vector)   results, vector: position among the vectors of the layer
//   store(out, results, count)   the first count lanes
#pragma once

#include "runtime/kernels/kernels.h"
#include "runtime/kernels/vector/packed.h"

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace ambulo::kernels::x86 {
namespace {

using namespace vector;  // how weights are packed

// One row, and all taps next to each other.
inline bool over_time(const WindowAxis& rows, const WindowAxis& columns) {
  return rows.input == 1 && rows.output == 1 && rows.filter == 1 && rows.pad == 0 &&
         columns.dilation == 1;
}

// Steps of input that the windows of one row cover, those of the padding included.
inline size_t covered_steps(const WindowAxis& columns) {
  return static_cast<size_t>(columns.output - 1) * static_cast<size_t>(columns.stride) +
         static_cast<size_t>(columns.filter);
}

inline bool reads_padding(const WindowAxis& columns) {
  return columns.pad > 0 || covered_steps(columns) > static_cast<size_t>(columns.input);
}

// What a tile needs besides its position. Strides in elements.
template <typename Unit>
struct Group {
  const typename Unit::Bias* bias;
  const typename Unit::Weight* weights;
  size_t runs, step_stride, output_stride;
  int first_vector;  // of the layer
  int32_t channels;  // from the first of this group on
};

template <int kVectors, typename Unit, typename Finish>
inline void store_row(const Finish& finish, const Group<Unit>& group,
                      const typename Unit::Vector (&row)[kVectors], typename Finish::Out* output) {
#pragma GCC unroll 4
  for (int v = 0; v < kVectors; ++v) {
    const int32_t left = group.channels - v * Unit::kLanes;
    finish.store(output + v * Unit::kLanes, row[v], left < Unit::kLanes ? left : Unit::kLanes);
  }
}

// kSteps windows, one step_stride apart, by kVectors vectors of channels, all in registers; kPool
// neighbours give one row of output. Never inlined: in a larger function compilers run out of
// registers.
template <typename Unit, int kVectors, int kSteps, int kPool, typename Finish>
__attribute__((noinline)) void tile(const Group<Unit>& group, const Finish& finish,
                                    const typename Unit::Value* window,
                                    typename Finish::Out* output) {
  using Vector = typename Unit::Vector;
  constexpr int kPerBase = 3;  // windows that one pointer reaches with scaled strides
  constexpr int kBases = (kSteps + kPerBase - 1) / kPerBase;
  Vector sums[kSteps][kVectors];
  const typename Unit::Value* bases[kBases];
  const size_t stride = group.step_stride;
#pragma GCC unroll 16
  for (int b = 0; b < kBases; ++b) bases[b] = window + static_cast<size_t>(b * kPerBase) * stride;
#pragma GCC unroll 4
  for (int v = 0; v < kVectors; ++v) {
    const Vector bias = Unit::load_bias(group.bias + v * Unit::kLanes);
#pragma GCC unroll 16
    for (int s = 0; s < kSteps; ++s) sums[s][v] = bias;
  }
  const typename Unit::Weight* weights = group.weights;
  for (size_t run = 0; run < group.runs; ++run) {
    typename Unit::Weights w[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      w[v] = Unit::load_weights(weights);
      weights += Unit::kLanes * Unit::kTerms;
    }
#pragma GCC unroll 16
    for (int s = 0; s < kSteps; ++s) {
      const auto x =
          Unit::broadcast(bases[s / kPerBase] + static_cast<size_t>(s % kPerBase) * stride);
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) Unit::multiply_add(sums[s][v], w[v], x);
    }
#pragma GCC unroll 16
    for (int b = 0; b < kBases; ++b) bases[b] += Unit::kTerms;
  }
#pragma GCC unroll 16
  for (int s = 0; s < kSteps; s += kPool) {
    Vector row[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      const int vector = group.first_vector + v;
      if constexpr (kPool == 1) {
        row[v] = finish.finish(sums[s][v], vector);
      } else if constexpr (Finish::kPoolsSums) {
        row[v] = finish.finish(Unit::max(sums[s][v], sums[s + 1][v]), vector);
      } else {
        row[v] =
            Unit::max(finish.finish(sums[s][v], vector), finish.finish(sums[s + 1][v], vector));
      }
    }
    store_row<kVectors>(finish, group, row,
                        output + static_cast<size_t>(s / kPool) * group.output_stride);
  }
}

// Tiles from the window `done` on; the last one overlaps the one before it where less than a whole
// one is left. Does nothing where there are fewer windows than one tile has.
template <typename Unit, int kVectors, int kSteps, int kPool, typename Finish>
void cover(const Group<Unit>& group, const Finish& finish, const typename Unit::Value* windows,
           int32_t& done, int32_t steps, typename Finish::Out* output) {
  if (steps < kSteps) return;
  for (; done < steps; done += kSteps) {
    if (done + kSteps > steps) done = steps - kSteps;
    tile<Unit, kVectors, kSteps, kPool>(
        group, finish, windows + static_cast<size_t>(done) * group.step_stride,
        output + static_cast<size_t>(done / kPool) * group.output_stride);
  }
}

// Large tiles, then the smallest that holds the rest.
template <typename Unit, int kVectors, int kPool, typename Finish>
void convolve_group(const Group<Unit>& group, const Finish& finish,
                    const typename Unit::Value* windows, int32_t steps,
                    typename Finish::Out* output) {
  constexpr int kLarge = Unit::kTileSteps[kVectors - 1], kMiddle = kLarge < 8 ? kLarge : 8;
  const int32_t rest = steps % kLarge;
  int32_t done = 0;
  const auto cover_with = [&](auto size, int32_t end) {
    cover<Unit, kVectors, decltype(size)::value, kPool>(group, finish, windows, done, end, output);
  };
  cover_with(std::integral_constant<int, kLarge>{}, rest > 8 ? steps : steps - rest);
  if (rest > 4) cover_with(std::integral_constant<int, kMiddle>{}, steps);
  cover_with(std::integral_constant<int, 4>{}, steps);
  cover_with(std::integral_constant<int, kPool>{}, steps);
}

// kVectors of the group as a constant.
template <typename Use>
void with_vectors(int vectors, Use use) {
  if (vectors == 1) return use(std::integral_constant<int, 1>{});
  if (vectors == 2) return use(std::integral_constant<int, 2>{});
  use(std::integral_constant<int, 3>{});
}

// windows: all covered steps of one batch entry; steps: windows that are computed, a multiple of
// kPool.
template <typename Unit, int kPool, typename Finish>
void convolve(Group<Unit> group, const Finish& finish, const typename Unit::Value* windows,
              int32_t steps, typename Finish::Out* output) {
  int vectors = (group.channels + Unit::kLanes - 1) / Unit::kLanes;
  while (vectors > 0) {
    const int count = next_group(vectors, Unit::kMaxVectors);
    with_vectors(count, [&](auto width) {
      if constexpr (width.value <= Unit::kMaxVectors) {
        convolve_group<Unit, width.value, kPool>(group, finish, windows, steps, output);
      }
    });
    const int lanes = count * Unit::kLanes;
    group.bias += lanes;
    group.weights += static_cast<size_t>(lanes) * group.runs * Unit::kTerms;
    group.first_vector += count;
    group.channels -= lanes;
    output += lanes;
    vectors -= count;
  }
}

// A dense layer has one window only: four partial sums for each vector of channels, over every
// fourth run of inputs, keep the multipliers busy.
template <typename Unit, int kVectors, typename Finish>
void multiply_group(const Group<Unit>& group, const Finish& finish,
                    const typename Unit::Value* input, typename Finish::Out* output) {
  using Vector = typename Unit::Vector;
  constexpr int kParts = 4;
  constexpr int kRun = Unit::kLanes * Unit::kTerms * kVectors;
  Vector sums[kParts][kVectors];
#pragma GCC unroll 4
  for (int v = 0; v < kVectors; ++v) {
    sums[0][v] = Unit::load_bias(group.bias + v * Unit::kLanes);
#pragma GCC unroll 4
    for (int p = 1; p < kParts; ++p) sums[p][v] = Unit::zero();
  }
  const auto add = [&](int part, size_t run) __attribute__((always_inline)) {
    const auto x = Unit::broadcast(input + run * Unit::kTerms);
    const typename Unit::Weight* weights = group.weights + run * kRun;
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      Unit::multiply_add(sums[part][v],
                         Unit::load_weights(weights + v * Unit::kLanes * Unit::kTerms), x);
    }
  };
  size_t run = 0;
  for (; run + kParts <= group.runs; run += kParts) {
    add(0, run);
    add(1, run + 1);
    add(2, run + 2);
    add(3, run + 3);
  }
  for (; run < group.runs; ++run) add(0, run);
  Vector row[kVectors];
#pragma GCC unroll 4
  for (int v = 0; v < kVectors; ++v) {
    const Vector even = Unit::add(sums[0][v], sums[2][v]);
    const Vector odd = Unit::add(sums[1][v], sums[3][v]);
    row[v] = finish.finish(Unit::add(even, odd), group.first_vector + v);
  }
  store_row<kVectors>(finish, group, row, output);
}

template <typename Unit, typename Finish>
void multiply(Group<Unit> group, const Finish& finish, const typename Unit::Value* input,
              typename Finish::Out* output) {
  int vectors = (group.channels + Unit::kLanes - 1) / Unit::kLanes;
  while (vectors > 0) {
    const int count = next_group(vectors, Unit::kMaxVectors);
    with_vectors(count, [&](auto width) {
      if constexpr (width.value <= Unit::kMaxVectors) {
        multiply_group<Unit, width.value>(group, finish, input, output);
      }
    });
    const int lanes = count * Unit::kLanes;
    group.bias += lanes;
    group.weights += static_cast<size_t>(lanes) * group.runs * Unit::kTerms;
    group.first_vector += count;
    group.channels -= lanes;
    output += lanes;
    vectors -= count;
  }
}

}  // namespace
}  // namespace ambulo::kernels::x86
