// SPDX-License-Identifier: Apache-2.0
// ADD, SUB and MUL of int8 over a Unit of int32, 16 elements of the last axis at a time.
#pragma once

#include "runtime/kernels/elementwise.h"
#include "runtime/kernels/vector/uniform_rescale.h"
#include "runtime/kernels/x86/bytes.h"

#include <cstddef>

namespace ambulo::kernels::x86 {
namespace {

// Along the last axis elements lie side by side, or are one.
inline bool takes_operands(const BinaryOperands<int8_t>& args) {
  const auto simple = [](int32_t stride) { return stride == 0 || stride == 1; };
  return simple(args.a_strides[kMaxRank - 1]) && simple(args.b_strides[kMaxRank - 1]);
}

// combine(a, b): int32 of both, to results before their zero point.
template <typename Unit, typename Combine>
void combine_bytes(const BinaryOperands<int8_t>& args, const typename Unit::Limits& limits,
                   Combine combine) {
  const Dims &n = args.dims, &a_step = args.a_strides, &b_step = args.b_strides;
  int8_t* output = args.output;
  const auto load = [](const int8_t* x, int32_t stride, int32_t at, int32_t count) {
    return stride == 0 ? _mm_set1_epi8(*x) : load_bytes(x + at, count);
  };
  const auto combine_row = [&](const int8_t* a, const int8_t* b) {
    for (int32_t i = 0; i < n[4]; i += kByteLanes) {
      const int32_t count = byte_lanes(n[4] - i);
      const __m128i x = load(a, a_step[4], i, count), y = load(b, b_step[4], i, count);
      for (int part = 0, left = count; left > 0; ++part, left -= Unit::kLanes) {
        Unit::store(output, combine(Unit::widen(x, part), Unit::widen(y, part)),
                    left < Unit::kLanes ? left : Unit::kLanes, limits);
        output += left < Unit::kLanes ? left : Unit::kLanes;
      }
    }
  };
  for (ptrdiff_t i0 = 0; i0 < n[0]; ++i0) {
    for (ptrdiff_t i1 = 0; i1 < n[1]; ++i1) {
      for (ptrdiff_t i2 = 0; i2 < n[2]; ++i2) {
        for (ptrdiff_t i3 = 0; i3 < n[3]; ++i3) {
          combine_row(args.a + i0 * a_step[0] + i1 * a_step[1] + i2 * a_step[2] + i3 * a_step[3],
                      args.b + i0 * b_step[0] + i1 * b_step[1] + i2 * b_step[2] + i3 * b_step[3]);
        }
      }
    }
  }
}

template <typename Unit>
struct IntegerMul {
  static bool takes(const MulS8Args& args) {
    return takes_operands(args) && args.rescale.multiplier > 0;
  }
  static void run(const MulS8Args& args) {
    const vector::UniformRescale<Unit> rescale(args.rescale);
    const auto a_zero = Unit::set(args.a_zero_point), b_zero = Unit::set(args.b_zero_point);
    const auto zero = Unit::set(args.output_zero_point);
    combine_bytes<Unit>(args, typename Unit::Limits(args.clamp), [&](auto a, auto b) {
      const auto product = Unit::multiply(Unit::subtract(a, a_zero), Unit::subtract(b, b_zero));
      return Unit::add(rescale.in_range(product), zero);
    });
  }
};

template <typename Unit>
struct IntegerAdd {
  static bool takes(const AddS8Args& args) {
    return takes_operands(args) && args.a_rescale.multiplier > 0 && args.b_rescale.multiplier > 0 &&
           args.output_rescale.multiplier > 0;
  }
  static void run(const AddS8Args& args) {
    const vector::UniformRescale<Unit> of_a(args.a_rescale), of_b(args.b_rescale),
        of_sum(args.output_rescale);
    const auto a_zero = Unit::set(args.a_zero_point), b_zero = Unit::set(args.b_zero_point);
    const auto zero = Unit::set(args.output_zero_point);
    combine_bytes<Unit>(args, typename Unit::Limits(args.clamp), [&](auto a, auto b) {
      const auto x = of_a(Unit::shift_left(Unit::subtract(a, a_zero), args.left_shift));
      const auto y = of_b(Unit::shift_left(Unit::subtract(b, b_zero), args.left_shift));
      const auto sum = args.sign < 0 ? Unit::subtract(x, y) : Unit::add(x, y);
      return Unit::add(of_sum.in_range(sum), zero);
    });
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86
