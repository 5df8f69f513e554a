// SPDX-License-Identifier: Apache-2.0
// 16 numbers of int16, for the fixed-point activations of the int8 LSTM.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace ambulo::kernels::x86_avx2 {
namespace {

struct Int16Unit {
  using Vector = __m256i;
  static constexpr int kLanes = 16;

  static Vector zero() { return _mm256_setzero_si256(); }
  static Vector set(int32_t x) { return _mm256_set1_epi16(static_cast<int16_t>(x)); }
  static Vector load(const int16_t* x) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(x));
  }
  static void store(int16_t* out, Vector x) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), x);
  }
  static Vector add(Vector a, Vector b) { return _mm256_add_epi16(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm256_sub_epi16(a, b); }
  static Vector add_saturated(Vector a, Vector b) { return _mm256_adds_epi16(a, b); }
  static Vector subtract_saturated(Vector a, Vector b) { return _mm256_subs_epi16(a, b); }
  static Vector min(Vector a, Vector b) { return _mm256_min_epi16(a, b); }
  static Vector max(Vector a, Vector b) { return _mm256_max_epi16(a, b); }
  static Vector bit_and(Vector a, Vector b) { return _mm256_and_si256(a, b); }
  static Vector shift_left(Vector x, int bits) {
    return _mm256_sll_epi16(x, _mm_cvtsi32_si128(bits));
  }
  static Vector shift_right(Vector x, int bits) {
    return _mm256_sra_epi16(x, _mm_cvtsi32_si128(bits));
  }
  // (a * b + 2^14) >> 15
  static Vector multiply(Vector a, Vector b) { return _mm256_mulhrs_epi16(a, b); }
  // x * factor in lanes whose `flags` have the bit.
  static Vector multiply_where(Vector bit, Vector flags, Vector x, Vector factor) {
    return where_zero(bit_and(flags, bit), x, multiply(x, factor));
  }
  static Vector where_zero(Vector x, Vector then, Vector otherwise) {
    return _mm256_blendv_epi8(otherwise, then, _mm256_cmpeq_epi16(x, zero()));
  }
  static Vector where_positive(Vector x, Vector then, Vector otherwise) {
    return _mm256_blendv_epi8(otherwise, then, _mm256_cmpgt_epi16(x, zero()));
  }
  // round(a * b / 2^15), half away from zero. REQUIRES a >= 0.
  static Vector multiply_away(Vector a, Vector b) {
    const Vector rest = bit_and(_mm256_mullo_epi16(a, b), set(0x7fff));
    const Vector ties = bit_and(_mm256_cmpeq_epi16(rest, set(1 << 14)), shift_right(b, 15));
    return add(multiply(a, b), ties);
  }
  // Products as int32, in the order in which `narrow` takes them.
  static void multiply_wide(Vector a, Vector b, __m256i (&out)[2]) {
    const Vector low = _mm256_mullo_epi16(a, b), high = _mm256_mulhi_epi16(a, b);
    out[0] = _mm256_unpacklo_epi16(low, high);
    out[1] = _mm256_unpackhi_epi16(low, high);
  }
  static Vector narrow(__m256i low, __m256i high) { return _mm256_packs_epi32(low, high); }
};

}  // namespace
}  // namespace ambulo::kernels::x86_avx2
