// SPDX-License-Identifier: Apache-2.0
// From int32 sums to the output's numbers. Exact: the 64-bit arithmetic of the reference. Fast:
// limit(floor(sum * scale + offset)) in float, used only where prepare has proved that it gives the
// same number for every sum that can occur: both are monotone in the sum, so they are equal if they
// are equal at both ends and step to each of the at most 255 output numbers at the same sum. One
// sum of a channel, known from the proof, may be an exception that is corrected afterwards: one
// channel in five has a sum too near to a step. Floor, not the nearest: a float that was rounded up
// to a whole number is a step early at every number, one rounded up to a half only at every second,
// which no factors can make up for.
#pragma once

#include <immintrin.h>

#include "runtime/kernels/quantized.h"

#include <cstdint>
#include <limits>

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

// Before the zero point is added, so that hostile factors cannot overflow.
constexpr int32_t limited_result(int32_t x) {
  return x < -kLargestResult ? -kLargestResult : x > kLargestResult ? kLargestResult : x;
}

struct OutputNumbers {
  int32_t zero_point;
  IntegerClamp clamp;

  int32_t limited(int32_t x) const {
    x = x < clamp.low ? clamp.low : x;
    return x > clamp.high ? clamp.high : x;
  }
  int32_t from(int32_t rescaled) const { return limited(limited_result(rescaled) + zero_point); }
};

// of sum - center, so that floats are finest in the middle of the output's numbers. The result for
// the exception, a sum - center, is too small by the correction.
struct FloatRescale {
  float scale = 0, offset = 0;
  int32_t center = 0;
  int32_t exception = std::numeric_limits<int32_t>::min(), correction = 0;
};

// Exactly what the vector form does, with one lane, before it corrects and limits the result.
inline int32_t rescale_fast(int32_t sum, FloatRescale by) {
  __m128 x = _mm_cvtsi32_ss(_mm_setzero_ps(), sum - by.center);
  x = _mm_fmadd_ss(x, _mm_set_ss(by.scale), _mm_set_ss(by.offset));
  return _mm_cvtss_si32(_mm_floor_ss(x, x));
}

struct SumRange {
  int64_t low, high;
};

inline bool never_wraps(Rescale by, SumRange range) {
  const int64_t limit = (int64_t{1} << 31) >> (by.shift > 0 ? by.shift : 0);
  return range.low >= -limit && range.high < limit;
}

// In real numbers: sum * scale + early, rounded half up. The first of two roundings lets a result
// through half a unit of its own last bit early, which is an offset of 2^(shift - 1).
struct RealRescale {
  double scale, early;

  RealRescale(Rescale exact, Rounding rounding) {
    double unit = 1.0;
    for (int i = exact.shift; i < 0; ++i) unit *= 0.5;
    for (int i = 0; i < exact.shift; ++i) unit *= 2.0;
    scale = exact.multiplier * (1.0 / 2147483648.0) * unit;
    early = rounding == Rounding::Twice ? unit * 0.5 : 0.0;
  }
};

// Where the exact results of a channel step: sums[i] is the least sum that gives first + 1 + i or
// more.
struct Steps {
  int32_t low, high, first, count;
  int32_t sums[255];
};

template <Rounding kRounding>
class ExactRescale {
 public:
  ExactRescale(Rescale by, const OutputNumbers& numbers)
      : by_(by), numbers_(numbers), real_(by, kRounding) {}

  const RealRescale& real() const { return real_; }
  int32_t operator()(int32_t sum) const {
    return numbers_.from(rescale_exactly<kRounding>(sum, by_));
  }

  // False where results are not monotone in the sum, or not steps of one number after another.
  bool find_steps(SumRange range, Steps& steps) const {
    if (by_.multiplier <= 0 || !never_wraps(by_, range)) return false;
    steps.low = static_cast<int32_t>(range.low);
    steps.high = static_cast<int32_t>(range.high);
    steps.first = (*this)(steps.low);
    steps.count = (*this)(steps.high) - steps.first;
    const double inverse = 1.0 / real_.scale;
    for (int32_t i = 0; i < steps.count; ++i) {
      const int32_t number = steps.first + 1 + i;
      const double real = (number - 0.5 - numbers_.zero_point - real_.early) * inverse;
      if (!find_step(number, real, steps.low, steps.high, steps.sums[i])) return false;
    }
    return true;
  }

 private:
  // The least sum in (low, high] that gives at least this number, searched near the real solution.
  bool find_step(int32_t number, double real, int32_t low, int32_t high, int32_t& sum) const {
    constexpr int kTries = 4;
    if (!(real > low - 1.0)) return false;
    sum = real < high ? static_cast<int32_t>(real) + 1 : high;
    if (sum <= low) sum = low + 1;
    if (sum > high) sum = high;
    for (int i = 0; i < kTries && sum < high && (*this)(sum) < number; ++i) ++sum;
    for (int i = 0; i < kTries && sum - 1 > low && (*this)(sum - 1) >= number; ++i) --sum;
    return (*this)(sum) >= number && (*this)(sum - 1) < number;
  }

  Rescale by_;
  const OutputNumbers& numbers_;
  RealRescale real_;
};

// True where `fast` steps as `exact` does, but for one sum, which becomes its exception.
template <Rounding kRounding>
bool steps_equally(const ExactRescale<kRounding>& exact, const Steps& steps,
                   const OutputNumbers& numbers, FloatRescale& fast) {
  const auto result = [&](int32_t sum) { return numbers.limited(rescale_fast(sum, fast)); };
  const auto except = [&](int32_t sum) {
    if (fast.correction != 0) return fast.exception == sum - fast.center;
    fast.exception = sum - fast.center;
    fast.correction = exact(sum) - rescale_fast(sum, fast);
    return true;
  };
  if (result(steps.low) != steps.first) return false;
  if (result(steps.high) != steps.first + steps.count) return false;
  for (int32_t i = 0; i < steps.count; ++i) {
    const int32_t number = steps.first + 1 + i, sum = steps.sums[i];
    if (result(sum) < number && !(result(sum + 1) >= number && except(sum))) return false;
    if (result(sum - 1) >= number && !(result(sum - 2) < number && except(sum - 1))) return false;
  }
  return true;
}

// 0, 1, -1, 2, -2, ...
constexpr int alternating(int i) {
  return i % 2 == 0 ? -i / 2 : i / 2 + 1;
}

// Factors that pass the proof, tried around the real ones.
template <Rounding kRounding>
bool find_fast_rescale(Rescale by, const OutputNumbers& numbers, SumRange range,
                       FloatRescale& out) {
  const ExactRescale<kRounding> exact(by, numbers);
  const double scale = exact.real().scale;
  const double middle = 0.5 * (numbers.clamp.low + numbers.clamp.high);
  const double center = (middle - numbers.zero_point) / scale;
  constexpr int32_t kMaxCenter = 1 << 28;
  if (!(center < kMaxCenter && center > -kMaxCenter)) return false;
  if (range.low < -kMaxCenter || range.high > kMaxCenter || scale > 1.0) return false;
  Steps steps;
  if (!exact.find_steps(range, steps)) return false;
  const int32_t whole = static_cast<int32_t>(center);
  const double offset = numbers.zero_point + 0.5 + exact.real().early + whole * scale;
  constexpr double kUlp = 1.0 / (1 << 24), kStep = 1.0 / (1 << 19);
  constexpr int kTilts = 3, kLifts = 12;
  for (int lift = 0; lift <= 2 * kLifts; ++lift) {
    for (int tilt = 0; tilt <= 2 * kTilts; ++tilt) {
      FloatRescale fast = {static_cast<float>(scale * (1.0 + alternating(tilt) * kUlp)),
                           static_cast<float>(offset + alternating(lift) * kStep), whole};
      if (steps_equally(exact, steps, numbers, fast)) {
        out = fast;
        return true;
      }
    }
  }
  return false;
}

}  // namespace
}  // namespace ambulo::kernels::x86
