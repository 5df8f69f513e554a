// SPDX-License-Identifier: Apache-2.0
// int8 and uint8 softmax: input, output (rows,depth), output scale 1/256, its zero point the least
// number. Differences to the largest of a row become Q5.26, their exponentials Q0.31, the sum of
// these Q12.19.
#include "runtime/core/fixed_point_exp.h"
#include "runtime/kernels/reference/reference.h"

#include <limits>

namespace ambulo::kernels::reference {
namespace {

constexpr int32_t kSumIntegerBits = 12;

// The exponential of a difference; 0 where it is too small to be told from it.
template <typename T>
int32_t exponential(const ByteSoftmaxArgs<T>& args, int32_t difference) {
  const int32_t shifted = difference * (1 << args.input_shift);
  return exp_of_negative_q26(doubling_high_multiply(shifted, args.input_multiplier));
}

template <typename T>
void softmax_row(const ByteSoftmaxArgs<T>& args, const T* input, T* output) {
  constexpr int32_t kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
  int32_t largest = kLow;
  for (int32_t i = 0; i < args.depth; ++i) largest = input[i] > largest ? input[i] : largest;
  int32_t sum = 0;
  for (int32_t i = 0; i < args.depth; ++i) {
    const int32_t difference = input[i] - largest;
    if (difference < args.least_difference) continue;
    sum += rounding_shift_right(exponential(args, difference), kSumIntegerBits);
  }
  // 1 / sum: a power of two and 1 / (1 + x) with 0 <= x < 1.
  const int32_t headroom = __builtin_clz(static_cast<uint32_t>(sum));
  const uint32_t fraction = (static_cast<uint32_t>(sum) << headroom) - (1u << 31);
  const int32_t scale = one_over_one_plus_q31(static_cast<int32_t>(fraction));
  const int32_t right = kSumIntegerBits - headroom + 31 - 8;
  for (int32_t i = 0; i < args.depth; ++i) {
    const int32_t difference = input[i] - largest;
    int32_t value = kLow;
    if (difference >= args.least_difference) {
      const int32_t product = doubling_high_multiply(scale, exponential(args, difference));
      value += rounding_shift_right(product, right);
    }
    output[i] = static_cast<T>(value > kHigh ? kHigh : value);
  }
}

template <typename T>
void softmax(const ByteSoftmaxArgs<T>& args) {
  for (int32_t row = 0; row < args.rows; ++row) {
    const int64_t start = int64_t{row} * args.depth;
    softmax_row(args, args.input + start, args.output + start);
  }
}

}  // namespace

void softmax_s8(const SoftmaxS8Args& args) {
  softmax(args);
}
void softmax_u8(const SoftmaxU8Args& args) {
  softmax(args);
}

}  // namespace ambulo::kernels::reference
