// SPDX-License-Identifier: Apache-2.0
// int16 softmax: input, output (rows,depth), output in Q0.15. e^x and 1 / (1 + x) come, as in
// LiteRT, from tables of 513 points that are interpolated linearly; a lookup computes the two
// points it needs, so that no table takes memory.
#include "runtime/core/exp_double.h"
#include "runtime/core/fixed_point.h"
#include "runtime/core/rounding.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {
namespace {

constexpr int32_t kLeast = -32768, kLargest = 32767, kSegments = 512;
constexpr double kRange = 65535.0;

int32_t saturated(int64_t value) {
  return static_cast<int32_t>(value < kLeast ? kLeast : value > kLargest ? kLargest : value);
}

struct Exp {
  static constexpr double kInputScale = 10.0 / kRange;  // -10 .. 0
  static constexpr int32_t kZeroPoint = kLargest;
  static double at(double x) { return exp_double(x); }
};

struct Reciprocal {
  static constexpr double kInputScale = 1.0 / kRange;  // 0 .. 1
  static constexpr int32_t kZeroPoint = kLeast;
  static double at(double x) { return 1.0 / (1.0 + x); }
};

// Point i of the table: the function, moved by half of the interpolation's error in the middle of
// the segment that begins there.
template <typename Function>
int32_t table_point(int32_t i) {
  constexpr double kMin = Function::kInputScale * (kLeast - Function::kZeroPoint);
  constexpr double kMax = Function::kInputScale * (kLargest - Function::kZeroPoint);
  constexpr double kOutputScale = 2.0 / kRange;
  constexpr double kOutputMin = kOutputScale * kLeast, kOutputMax = kOutputScale * kLargest;
  constexpr double kScale = 65536.0 / (kOutputMax - kOutputMin);
  constexpr double kStep = (kMax - kMin) / kSegments, kHalfStep = kStep / 2;
  if (i == kSegments) return saturated(round_half_away(Function::at(kMax) * kScale));
  const double x = kMin + i * kStep;
  const double next = Function::at(kMin + (i + 1) * kStep) * kScale;
  const int32_t here = round_half_away(Function::at(x) * kScale);
  const int32_t interpolated = round_half_away((next + here) / 2);
  const int32_t middle = round_half_away(Function::at(x + kHalfStep) * kScale);
  return saturated(here - round_half_away((interpolated - middle) / 2.0));
}

template <typename Function>
int32_t lookup(int32_t value) {
  const int32_t index = 256 + (value >> 7), offset = value & 0x7F;
  const int32_t base = table_point<Function>(index);
  const int32_t slope = table_point<Function>(index + 1) - base;
  return base + ((slope * offset + 64) >> 7);
}

int32_t exponential(const SoftmaxS16Args& args, int32_t difference) {
  const int32_t scaled = multiply_by_quantized(difference, args.input_multiplier, args.input_shift);
  return lookup<Exp>(saturated(int64_t{scaled} + kLargest));
}

void softmax_row(const SoftmaxS16Args& args, const int16_t* input, int16_t* output) {
  int32_t largest = kLeast;
  for (int32_t i = 0; i < args.depth; ++i) largest = input[i] > largest ? input[i] : largest;
  int32_t sum = 0;  // Q16.15
  for (int32_t i = 0; i < args.depth; ++i) {
    output[i] = static_cast<int16_t>(exponential(args, input[i] - largest));
    sum += output[i];
  }
  const int32_t headroom = __builtin_clz(static_cast<uint32_t>(sum));
  const int64_t fraction = ((int64_t{sum} << (headroom - 1)) + (1 << 13)) >> 14;  // 2^16 (1 + x)
  const int32_t reciprocal = lookup<Reciprocal>(saturated(fraction - ((1 << 15) + (1 << 16))));
  const int32_t right = 31 - headroom;
  for (int32_t i = 0; i < args.depth; ++i) {
    const int64_t product = int64_t{output[i]} * reciprocal + (int64_t{1} << (right - 1));
    const int64_t value = product >> right;
    output[i] = static_cast<int16_t>(value < 0 ? 0 : value > kLargest ? kLargest : value);
  }
}

}  // namespace

void softmax_s16(const SoftmaxS16Args& args) {
  for (int32_t row = 0; row < args.rows; ++row) {
    const int64_t start = int64_t{row} * args.depth;
    softmax_row(args, args.input + start, args.output + start);
  }
}

}  // namespace ambulo::kernels::reference
