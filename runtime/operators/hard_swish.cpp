// SPDX-License-Identifier: Apache-2.0
#include "runtime/operators/hard_swish.h"

#include "runtime/core/fixed_point.h"

namespace ambulo::operators {
namespace {

constexpr int32_t kLeast = -32768, kMost = 32767;

int32_t saturated(int32_t x) {
  return x < kLeast ? kLeast : x > kMost ? kMost : x;
}

// a * b / 2^15 of 16-bit numbers, rounded half up, or cut off.
int32_t rounded_product(int32_t a, int32_t b) {
  if (a == kLeast && b == kLeast) return kMost;
  const int32_t product = a * b;
  const int32_t half = product >= 0 ? 1 << 14 : 1 - (1 << 14);
  return (product + half) / (1 << 15);
}
int32_t cut_product(int32_t a, int32_t b) {
  return a == kLeast && b == kLeast ? kMost : a * b / (1 << 15);
}

}  // namespace

Status HardSwish::factor(float real, Factor& out) {
  int32_t multiplier = 0;
  if (!quantize_multiplier(double{real}, multiplier, out.shift)) return Status::BadQuantization;
  const bool saturates = multiplier >= 0x7FFFFFFF - (1 << 15);
  out.multiplier = static_cast<int16_t>(saturates ? kMost : (multiplier + (1 << 15)) >> 16);
  return Status::Ok;
}

Status HardSwish::read(const Tensor& input, const Tensor& output) {
  input_zero_point_ = input.zero_point;
  output_zero_point_ = output.zero_point;
  const float fine_scale = 1.0f / 128.0f * input.scale;
  AMBULO_TRY(factor(fine_scale / output.scale, to_output_));
  AMBULO_TRY(factor(fine_scale / (3.0f / 32768.0f), to_thirds_));
  const bool bridged = to_output_.shift <= 0 && to_output_.shift >= -31 &&
                       to_thirds_.shift >= -31 && to_thirds_.shift <= 16;
  return bridged ? Status::Ok : Status::BadQuantization;
}

int32_t HardSwish::at(int32_t q) const {
  const int32_t fine = saturated((q - input_zero_point_) * 128);
  const int32_t on_output = rounded_product(fine, to_output_.multiplier);
  int32_t thirds = fine;
  if (to_thirds_.shift > 0) thirds = saturated(thirds * (1 << (to_thirds_.shift - 1)));
  thirds = rounded_product(thirds, to_thirds_.multiplier);
  if (to_thirds_.shift > 0) thirds = saturated(thirds * 2);
  if (to_thirds_.shift < 0) thirds = rounding_shift_right(thirds, -to_thirds_.shift);
  const int32_t share = (thirds + (1 << 15)) >> 1;  // 0 to 1
  const int32_t product = cut_product(share, on_output);
  return rounding_shift_right(product, -to_output_.shift) + output_zero_point_;
}

}  // namespace ambulo::operators
