// SPDX-License-Identifier: Apache-2.0
// 32 numbers of int16, for the fixed-point activations of the int8 LSTM.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace ambulo::kernels::x86_avx512vnni {
namespace {

struct Int16Unit {
  using Vector = __m512i;
  static constexpr int kLanes = 32;

  static Vector zero() { return _mm512_setzero_si512(); }
  static Vector set(int32_t x) { return _mm512_set1_epi16(static_cast<int16_t>(x)); }
  static Vector load(const int16_t* x) { return _mm512_loadu_si512(x); }
  static void store(int16_t* out, Vector x) { _mm512_storeu_si512(out, x); }
  static Vector add(Vector a, Vector b) { return _mm512_add_epi16(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm512_sub_epi16(a, b); }
  static Vector add_saturated(Vector a, Vector b) { return _mm512_adds_epi16(a, b); }
  static Vector subtract_saturated(Vector a, Vector b) { return _mm512_subs_epi16(a, b); }
  static Vector min(Vector a, Vector b) { return _mm512_min_epi16(a, b); }
  static Vector max(Vector a, Vector b) { return _mm512_max_epi16(a, b); }
  static Vector bit_and(Vector a, Vector b) { return _mm512_and_si512(a, b); }
  static Vector shift_left(Vector x, int bits) {
    return _mm512_sll_epi16(x, _mm_cvtsi32_si128(bits));
  }
  static Vector shift_right(Vector x, int bits) {
    return _mm512_sra_epi16(x, _mm_cvtsi32_si128(bits));
  }
  // (a * b + 2^14) >> 15
  static Vector multiply(Vector a, Vector b) { return _mm512_mulhrs_epi16(a, b); }
  // x * factor in lanes whose `flags` have the bit.
  static Vector multiply_where(Vector bit, Vector flags, Vector x, Vector factor) {
    return _mm512_mask_mulhrs_epi16(x, _mm512_test_epi16_mask(flags, bit), x, factor);
  }
  static Vector where_zero(Vector x, Vector then, Vector otherwise) {
    return _mm512_mask_blend_epi16(_mm512_testn_epi16_mask(x, x), otherwise, then);
  }
  static Vector where_positive(Vector x, Vector then, Vector otherwise) {
    return _mm512_mask_blend_epi16(_mm512_cmpgt_epi16_mask(x, zero()), otherwise, then);
  }
  // round(a * b / 2^15), half away from zero. REQUIRES a >= 0.
  static Vector multiply_away(Vector a, Vector b) {
    const Vector rounded = multiply(a, b);
    const Vector rest = bit_and(_mm512_mullo_epi16(a, b), set(0x7fff));
    const __mmask32 ties =
        _mm512_mask_cmpeq_epi16_mask(_mm512_movepi16_mask(b), rest, set(1 << 14));
    return _mm512_mask_sub_epi16(rounded, ties, rounded, set(1));
  }
  // Products as int32, in the order in which `narrow` takes them.
  static void multiply_wide(Vector a, Vector b, __m512i (&out)[2]) {
    const Vector low = _mm512_mullo_epi16(a, b), high = _mm512_mulhi_epi16(a, b);
    out[0] = _mm512_unpacklo_epi16(low, high);
    out[1] = _mm512_unpackhi_epi16(low, high);
  }
  static Vector narrow(__m512i low, __m512i high) { return _mm512_packs_epi32(low, high); }
};

}  // namespace
}  // namespace ambulo::kernels::x86_avx512vnni
