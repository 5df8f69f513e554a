// SPDX-License-Identifier: Apache-2.0
// Softmax in int8 along the last axis of (rows, depth), output scale 1/256 and zero point -128,
// with the fixed-point arithmetic of LiteRT's reference on four lanes. Qm.n: m integer and n
// fractional bits besides the sign. Products are SQRDMULH, which multiplies numbers as Q0.31.
//   difference to the largest, rescaled to Q5.26; its exponential in Q0.31; their sum in Q12.19;
//   1 / sum = 2^-shift * Q0.31 by Newton's method; products rounded to 8 bits
#include <arm_neon.h>

#include "runtime/kernels/arm_neon/arm_neon.h"

namespace ambulo::kernels::arm_neon {
namespace {

constexpr int32_t kLanes = 4;
constexpr int32_t kSumIntegerBits = 12;

// x / 2^bits, ties away from zero. REQUIRES x > INT32_MIN; Bits from 1 to 31.
template <int Bits>
int32x4_t rounded_shift(int32x4_t x) {
  return vrshrq_n_s32(vsraq_n_s32(x, x, 31), Bits);
}

// e^a of a in Q0.31 from [-1/4, 0): Taylor around -1/8 up to the fourth power.
int32x4_t exponential_near_zero(int32x4_t a) {
  const int32x4_t e_minus_eighth = vdupq_n_s32(1895147668), third = vdupq_n_s32(715827883);
  const int32x4_t x = vaddq_s32(a, vdupq_n_s32(1 << 28));
  const int32x4_t x2 = vqrdmulhq_s32(x, x);
  const int32x4_t x3 = vqrdmulhq_s32(x2, x);
  const int32x4_t x4 = vqrdmulhq_s32(x2, x2);
  const int32x4_t higher = vqrdmulhq_s32(vaddq_s32(rounded_shift<2>(x4), x3), third);
  const int32x4_t powers = vaddq_s32(x, rounded_shift<1>(vaddq_s32(higher, x2)));
  return vaddq_s32(e_minus_eighth, vqrdmulhq_s32(e_minus_eighth, powers));
}

// e^a in Q0.31 of a <= 0 in Q5.26: a = r - n / 4 with r from [-1/4, 0); each bit of n is a factor.
int32x4_t exponential(int32x4_t a) {
  constexpr int kFractionBits = 26, kBits = 7;
  constexpr int32_t kFactors[kBits] = {1672461947, 1302514674, 790015084, 290630308,
                                       39332535,   720401,     242};  // e^-1/4, e^-1/2, e^-1 ...
  const int32x4_t quarter = vdupq_n_s32(1 << (kFractionBits - 2));
  const int32x4_t below = vsubq_s32(vandq_s32(a, vsubq_s32(quarter, vdupq_n_s32(1))), quarter);
  const int32x4_t n = vsubq_s32(below, a);
  int32x4_t result = exponential_near_zero(vshlq_n_s32(below, 31 - kFractionBits));
#pragma GCC unroll 7
  for (int bit = 0; bit < kBits; ++bit) {
    const uint32x4_t is_set = vtstq_s32(n, vdupq_n_s32(1 << (kFractionBits - 2 + bit)));
    result = vbslq_s32(is_set, vqrdmulhq_s32(result, vdupq_n_s32(kFactors[bit])), result);
  }
  return vbslq_s32(vceqzq_s32(a), vdupq_n_s32(0x7fffffff), result);
}

// 1 / (1 + a) in Q0.31 for a in Q0.31 from [0, 1): Newton's method on the half, in Q2.29.
int32_t one_over_one_plus(int32_t a) {
  const int32_t half = static_cast<int32_t>((int64_t{a} + 0x80000000) / 2);
  int32_t x = 1515870810 + vqrdmulhs_s32(half, -1010580540);  // 48/17 - 32/17 half
  for (int32_t i = 0; i < 3; ++i) {
    const int32_t error = (1 << 29) - vqrdmulhs_s32(half, x);
    x += vqshls_s32(vqrdmulhs_s32(x, error), 2);
  }
  return vqshls_s32(x, 1);
}

// Four values of a row, or what is left of it; missing ones are below all least differences.
int32x4_t load(const int8_t* from, int32_t count) {
  constexpr int32_t kMissing = -0x7fffff00;
  int32_t values[kLanes] = {kMissing, kMissing, kMissing, kMissing};
  for (int32_t i = 0; i < kLanes && i < count; ++i) values[i] = from[i];
  return vld1q_s32(values);
}

class Row {
 public:
  Row(const SoftmaxS8Args& args, const int8_t* input)
      : input_(input),
        depth_(args.depth),
        shift_(vdupq_n_s32(args.input_shift)),
        multiplier_(vdupq_n_s32(args.input_multiplier)),
        least_(vdupq_n_s32(args.least_difference)) {
    int32x4_t largest = vdupq_n_s32(-128);
    for (int32_t i = 0; i < depth_; i += kLanes) largest = vmaxq_s32(largest, at(i));
    largest_ = vdupq_n_s32(vmaxvq_s32(largest));
  }

  // From element i on, in Q0.31; 0 where the difference to the largest is too large.
  int32x4_t exponentials(int32_t i) const {
    const int32x4_t difference = vsubq_s32(at(i), largest_);
    const int32x4_t scaled = vqrdmulhq_s32(vshlq_s32(difference, shift_), multiplier_);
    const uint32x4_t counts = vcgeq_s32(difference, least_);
    return vandq_s32(exponential(scaled), vreinterpretq_s32_u32(counts));
  }

 private:
  int32x4_t at(int32_t i) const { return load(input_ + i, depth_ - i); }

  const int8_t* input_;
  int32_t depth_;
  int32x4_t shift_, multiplier_, least_, largest_;
};

void softmax_row(const SoftmaxS8Args& args, const int8_t* input, int8_t* output) {
  const Row row(args, input);
  int32x4_t sums = vdupq_n_s32(0);
  for (int32_t i = 0; i < args.depth; i += kLanes) {
    sums = vaddq_s32(sums, rounded_shift<kSumIntegerBits>(row.exponentials(i)));
  }
  // 1 / sum: a power of two and 1 / (1 + x) with 0 <= x < 1.
  const uint32_t sum = static_cast<uint32_t>(vaddvq_s32(sums));
  const int32_t headroom = __builtin_clz(sum);
  const int32_t scale = one_over_one_plus(static_cast<int32_t>((sum << headroom) - 0x80000000u));
  const int32x4_t right = vdupq_n_s32(headroom - kSumIntegerBits - 31 + 8);
  for (int32_t i = 0; i < args.depth; i += kLanes) {
    const int32x4_t product = vqrdmulhq_n_s32(row.exponentials(i), scale);
    const int32x4_t value = vaddq_s32(vrshlq_s32(product, right), vdupq_n_s32(-128));
    int32_t values[kLanes];
    vst1q_s32(values, vminq_s32(value, vdupq_n_s32(127)));
    for (int32_t j = 0; j < kLanes && i + j < args.depth; ++j) {
      output[i + j] = static_cast<int8_t>(values[j]);
    }
  }
}

}  // namespace

void softmax_s8(const SoftmaxS8Args& args) {
  for (int32_t row = 0; row < args.rows; ++row) {
    const size_t start = static_cast<size_t>(row) * static_cast<size_t>(args.depth);
    softmax_row(args, args.input + start, args.output + start);
  }
}

}  // namespace ambulo::kernels::arm_neon
