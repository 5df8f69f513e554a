// SPDX-License-Identifier: Apache-2.0
// From int32 sums to the output's numbers. Exact: the 64-bit arithmetic of the reference. Fast:
// round(clamp(sum * scale + offset)) in float, used only where prepare has proved that it gives the
// same number for every sum that can occur: both are monotone in the sum, so they are equal if they
// are equal at both ends and step to each of the at most 255 output numbers at the same sum.
#pragma once

#include <immintrin.h>

#include "runtime/kernels/quantized.h"

#include <cstdint>

namespace ambulo::kernels::x86 {
namespace {

// Roundings of the reference: convolutions round twice, to 32 bits after the multiplication (half
// up) and after the shift (half away from zero); dense layers once, half up.
enum class Rounding { Twice, Once };

constexpr int32_t kLargestResult = 1 << 30;

template <Rounding kRounding>
int32_t rescale_exactly(int32_t sum, Rescale by) {
  if constexpr (kRounding == Rounding::Once) {
    const int32_t right = 31 - by.shift;
    return static_cast<int32_t>((int64_t{sum} * by.multiplier + (int64_t{1} << (right - 1))) >>
                                right);
  } else {
    const int32_t left = by.shift > 0 ? by.shift : 0, right = left - by.shift;
    const int32_t shifted = static_cast<int32_t>(static_cast<uint32_t>(sum) << left);
    const int64_t high = (int64_t{shifted} * by.multiplier + (int64_t{1} << 30)) >> 31;
    if (right == 0) return static_cast<int32_t>(high);
    const int64_t half = (int64_t{1} << (right - 1)) - (high < 0 ? 1 : 0);
    return static_cast<int32_t>((high + half) >> right);
  }
}

// Results are limited before the zero point is added, so that hostile factors cannot overflow.
struct OutputNumbers {
  int32_t zero_point;
  IntegerClamp clamp;

  int32_t from(int32_t rescaled) const {
    int32_t x = rescaled < -kLargestResult ? -kLargestResult : rescaled;
    x = (x > kLargestResult ? kLargestResult : x) + zero_point;
    x = x < clamp.low ? clamp.low : x;
    return x > clamp.high ? clamp.high : x;
  }
};

// of sum - center, so that floats are finest in the middle of the output's numbers.
struct FloatRescale {
  float scale = 0, offset = 0;
  int32_t center = 0;
};

// Exactly what the vector form does, with one lane.
inline int32_t rescale_fast(int32_t sum, FloatRescale by, const OutputNumbers& numbers) {
  __m128 x = _mm_cvtsi32_ss(_mm_setzero_ps(), sum - by.center);
  x = _mm_fmadd_ss(x, _mm_set_ss(by.scale), _mm_set_ss(by.offset));
  x = _mm_max_ss(x, _mm_set_ss(static_cast<float>(numbers.clamp.low)));
  x = _mm_min_ss(x, _mm_set_ss(static_cast<float>(numbers.clamp.high)));
  return _mm_cvtss_si32(x);
}

struct SumRange {
  int64_t low, high;
};

inline bool never_wraps(Rescale by, SumRange range) {
  const int64_t limit = (int64_t{1} << 31) >> (by.shift > 0 ? by.shift : 0);
  return range.low >= -limit && range.high < limit;
}

template <Rounding kRounding>
class Proof {
 public:
  Proof(Rescale exact, FloatRescale fast, const OutputNumbers& numbers)
      : exact_(exact), fast_(fast), numbers_(numbers) {}

  bool equal_within(SumRange range) const {
    if (exact_.multiplier <= 0 || !never_wraps(exact_, range)) return false;
    const int32_t low = static_cast<int32_t>(range.low), high = static_cast<int32_t>(range.high);
    const int32_t first = exact(low), last = exact(high);
    if (first != fast(low) || last != fast(high)) return false;
    for (int32_t number = first + 1; number <= last; ++number) {
      int32_t sum;
      if (!first_sum_of(number, low, high, sum)) return false;
      if (fast(sum) < number || fast(sum - 1) >= number) return false;
    }
    return true;
  }

 private:
  int32_t exact(int32_t sum) const {
    return numbers_.from(rescale_exactly<kRounding>(sum, exact_));
  }
  int32_t fast(int32_t sum) const { return rescale_fast(sum, fast_, numbers_); }

  // The least sum in (low, high] that gives at least this number, searched near the real solution.
  bool first_sum_of(int32_t number, int32_t low, int32_t high, int32_t& sum) const {
    constexpr int kTries = 4;
    const double guess = (static_cast<double>(number) - 0.5 - numbers_.zero_point) /
                         static_cast<double>(fast_.scale);
    if (!(guess > low - 1.0)) return false;
    sum = guess < high ? static_cast<int32_t>(guess) : high;
    if (sum <= low) sum = low + 1;
    for (int i = 0; i < kTries && sum > low && exact(sum) >= number; ++i) --sum;
    for (int i = 0; i < 2 * kTries && sum < high && exact(sum) < number; ++i) ++sum;
    return sum > low && exact(sum) >= number && exact(sum - 1) < number;
  }

  Rescale exact_;
  FloatRescale fast_;
  const OutputNumbers& numbers_;
};

// Factors that pass the proof, tried around the real ones: the first rounding lets a result through
// half a unit of its own last bit early, which is an offset of 2^(shift - 1).
template <Rounding kRounding>
bool find_fast_rescale(Rescale exact, const OutputNumbers& numbers, SumRange range,
                       FloatRescale& out) {
  double unit = 1.0;
  for (int i = exact.shift; i < 0; ++i) unit *= 0.5;
  for (int i = 0; i < exact.shift; ++i) unit *= 2.0;
  const double real = exact.multiplier * (1.0 / 2147483648.0) * unit;
  const double early = kRounding == Rounding::Twice ? unit * 0.5 : 0.0;
  const double middle = 0.5 * (numbers.clamp.low + numbers.clamp.high);
  const double center = (middle - numbers.zero_point) / real;
  constexpr int32_t kMaxCenter = 1 << 28;
  if (!(center < kMaxCenter && center > -kMaxCenter)) return false;
  if (range.low < -kMaxCenter || range.high > kMaxCenter) return false;
  const int32_t whole = static_cast<int32_t>(center);
  const double offset = numbers.zero_point + early + whole * real;
  constexpr double kUlp = 1.0 / (1 << 24), kStep = 1.0 / (1 << 18);
  constexpr double kTilts[] = {0, 1, -1, 2, -2}, kLifts[] = {0, 1, -1, 2, -2, 4, -4, 8, -8};
  for (const double tilt : kTilts) {
    for (const double lift : kLifts) {
      const FloatRescale fast = {static_cast<float>(real * (1.0 + tilt * kUlp)),
                                 static_cast<float>(offset + lift * kStep), whole};
      if (Proof<kRounding>(exact, fast, numbers).equal_within(range)) {
        out = fast;
        return true;
      }
    }
  }
  return false;
}

}  // namespace
}  // namespace ambulo::kernels::x86
