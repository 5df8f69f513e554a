// SPDX-License-Identifier: Apache-2.0
// 16 numbers of int32: what int8 layers, pools and softmax have in common.
#pragma once

#include <immintrin.h>

#include "runtime/kernels/x86/rescale.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::x86_avx512vnni {
namespace {

struct Int32Unit {
  using Vector = __m512i;
  static constexpr int kLanes = 16;
  struct Limits {
    __m128i low, high;
    explicit Limits(IntegerClamp clamp)
        : low(_mm_set1_epi8(static_cast<char>(clamp.low))),
          high(_mm_set1_epi8(static_cast<char>(clamp.high))) {}
  };

  static Vector zero() { return _mm512_setzero_si512(); }
  static Vector set(int32_t x) { return _mm512_set1_epi32(x); }
  static Vector load_bias(const int32_t* bias) { return _mm512_load_si512(bias); }
  static Vector widen(__m128i bytes, int) { return _mm512_cvtepi8_epi32(bytes); }
  static Vector load_widened(const int8_t* x, int32_t count) {
    return _mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(static_cast<__mmask16>((1u << count) - 1), x));
  }
  static Vector add(Vector a, Vector b) { return _mm512_add_epi32(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm512_sub_epi32(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm512_mullo_epi32(a, b); }
  static Vector min(Vector a, Vector b) { return _mm512_min_epi32(a, b); }
  static Vector max(Vector a, Vector b) { return _mm512_max_epi32(a, b); }
  static Vector bit_and(Vector a, Vector b) { return _mm512_and_si512(a, b); }
  static Vector shift_left(Vector x, int bits) {
    return _mm512_sll_epi32(x, _mm_cvtsi32_si128(bits));
  }
  static Vector shift_right(Vector x, int bits) {
    return _mm512_srl_epi32(x, _mm_cvtsi32_si128(bits));
  }
  // Half away from zero.
  static Vector halved(Vector x) {
    const Vector not_negative = add(set(1), _mm512_srai_epi32(x, 31));
    return _mm512_srai_epi32(add(x, not_negative), 1);
  }
  static Vector where_zero(Vector x, Vector then, Vector otherwise) {
    return _mm512_mask_blend_epi32(_mm512_testn_epi32_mask(x, x), otherwise, then);
  }
  static Vector where_less(Vector a, Vector b, Vector then, Vector otherwise) {
    return _mm512_mask_blend_epi32(_mm512_cmplt_epi32_mask(a, b), otherwise, then);
  }
  static int32_t sum_of_lanes(Vector x) { return _mm512_reduce_add_epi32(x); }

  // As ambulo::doubling_high_multiply, not for two of the least number.
  static Vector doubling_high_multiply(Vector a, Vector b) {
    const Vector half = _mm512_set1_epi64(1 << 30);
    const Vector even = _mm512_add_epi64(_mm512_mul_epi32(a, b), half);
    const Vector odd = _mm512_add_epi64(
        _mm512_mul_epi32(_mm512_srli_epi64(a, 32), _mm512_srli_epi64(b, 32)), half);
    return _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 31), _mm512_slli_epi64(odd, 1));
  }
  static Vector shift_left_by(Vector x, Vector bits) { return _mm512_sllv_epi32(x, bits); }
  // As ambulo::rounding_shift_right; rest: 2^bits - 1, half: rest / 2.
  static Vector rounding_shift_right(Vector x, Vector bits, Vector rest, Vector half) {
    const Vector threshold = subtract(half, _mm512_srai_epi32(x, 31));
    const Vector floor = _mm512_srav_epi32(x, bits);
    const __mmask16 up = _mm512_cmpgt_epi32_mask(bit_and(x, rest), threshold);
    return _mm512_mask_add_epi32(floor, up, floor, set(1));
  }
  // Half away from zero. REQUIRES |x| + count / 2 < 2^24 and quotients that float tells apart.
  static Vector rounded_quotient(Vector x, int32_t count) {
    const Vector lifted = add(_mm512_abs_epi32(x), set(count / 2));
    const __m512 quotient =
        _mm512_div_ps(_mm512_cvtepi32_ps(lifted), _mm512_set1_ps(static_cast<float>(count)));
    const Vector magnitude = _mm512_cvttps_epi32(quotient);
    return _mm512_mask_sub_epi32(magnitude, _mm512_movepi32_mask(x), zero(), magnitude);
  }

  template <x86::Rounding kRounding>
  static Vector rescale_exactly(Vector sum, Vector multiplier, Vector shift, int32_t zero_point) {
    const Vector left = _mm512_max_epi32(shift, _mm512_setzero_si512());
    const Vector shifted = kRounding == x86::Rounding::Twice ? _mm512_sllv_epi32(sum, left) : sum;
    const Vector right = kRounding == x86::Rounding::Twice
                             ? _mm512_sub_epi32(left, shift)
                             : _mm512_sub_epi32(_mm512_set1_epi32(31), shift);
    const Vector even = rescale_even<kRounding>(shifted, multiplier, right);
    const Vector odd =
        rescale_even<kRounding>(_mm512_srli_epi64(shifted, 32), _mm512_srli_epi64(multiplier, 32),
                                _mm512_srli_epi64(right, 32));
    Vector x = _mm512_mask_blend_epi32(0xAAAA, even, _mm512_slli_epi64(odd, 32));
    x = _mm512_max_epi32(x, _mm512_set1_epi32(-x86::kLargestResult));
    x = _mm512_min_epi32(x, _mm512_set1_epi32(x86::kLargestResult));
    return _mm512_add_epi32(x, _mm512_set1_epi32(zero_point));
  }
  // The even lanes, as 64-bit numbers.
  template <x86::Rounding kRounding>
  static Vector rescale_even(Vector sum, Vector multiplier, Vector right_shifts) {
    const Vector right = _mm512_and_si512(right_shifts, _mm512_set1_epi64(0xFFFFFFFF));
    const Vector half = _mm512_srli_epi64(_mm512_sllv_epi64(_mm512_set1_epi64(1), right), 1);
    const Vector product = _mm512_mul_epi32(sum, multiplier);
    if constexpr (kRounding == x86::Rounding::Once) {
      return _mm512_srav_epi64(_mm512_add_epi64(product, half), right);
    }
    const Vector high =
        _mm512_srai_epi64(_mm512_add_epi64(product, _mm512_set1_epi64(1 << 30)), 31);
    const __mmask8 shifts = _mm512_test_epi64_mask(right, right);
    Vector rounded = _mm512_add_epi64(high, half);
    rounded = _mm512_mask_add_epi64(rounded, shifts, rounded, _mm512_srai_epi64(high, 63));
    return _mm512_srav_epi64(rounded, right);
  }
  static void store(int8_t* out, Vector x, int32_t count, const Limits& limits) {
    __m128i bytes = _mm512_cvtsepi32_epi8(x);
    bytes = _mm_min_epi8(_mm_max_epi8(bytes, limits.low), limits.high);
    if (count == kLanes) return _mm_storeu_si128(reinterpret_cast<__m128i*>(out), bytes);
    _mm_mask_storeu_epi8(out, static_cast<__mmask16>((1u << count) - 1), bytes);
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86_avx512vnni
