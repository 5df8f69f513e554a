// SPDX-License-Identifier: Apache-2.0
// Eight numbers of int32: what int8 layers, pools and softmax have in common.
#pragma once

#include <immintrin.h>

#include "runtime/kernels/x86/rescale.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::x86_avx2 {
namespace {

struct Int32Unit {
  using Vector = __m256i;
  static constexpr int kLanes = 8;
  struct Limits {
    __m128i low, high;
    explicit Limits(IntegerClamp clamp)
        : low(_mm_set1_epi8(static_cast<char>(clamp.low))),
          high(_mm_set1_epi8(static_cast<char>(clamp.high))) {}
  };

  static Vector zero() { return _mm256_setzero_si256(); }
  static Vector set(int32_t x) { return _mm256_set1_epi32(x); }
  static Vector load_bias(const int32_t* bias) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(bias));
  }
  // Half `part` of 16 bytes.
  static Vector widen(__m128i bytes, int part) {
    return _mm256_cvtepi8_epi32(part == 0 ? bytes : _mm_srli_si128(bytes, 8));
  }
  static Vector load_widened(const int8_t* x, int32_t count) {
    if (count == kLanes) {
      return _mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(x)));
    }
    alignas(kLanes) int8_t lanes[kLanes] = {};
    for (int32_t c = 0; c < count; ++c) lanes[c] = x[c];
    return _mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(lanes)));
  }
  static Vector add(Vector a, Vector b) { return _mm256_add_epi32(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm256_sub_epi32(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm256_mullo_epi32(a, b); }
  static Vector min(Vector a, Vector b) { return _mm256_min_epi32(a, b); }
  static Vector max(Vector a, Vector b) { return _mm256_max_epi32(a, b); }
  static Vector bit_and(Vector a, Vector b) { return _mm256_and_si256(a, b); }
  static Vector shift_left(Vector x, int bits) {
    return _mm256_sll_epi32(x, _mm_cvtsi32_si128(bits));
  }
  static Vector shift_right(Vector x, int bits) {
    return _mm256_srl_epi32(x, _mm_cvtsi32_si128(bits));
  }
  // Half away from zero.
  static Vector halved(Vector x) {
    const Vector not_negative = add(set(1), _mm256_srai_epi32(x, 31));
    return _mm256_srai_epi32(add(x, not_negative), 1);
  }
  static Vector where_zero(Vector x, Vector then, Vector otherwise) {
    return _mm256_blendv_epi8(otherwise, then, _mm256_cmpeq_epi32(x, zero()));
  }
  static Vector where_less(Vector a, Vector b, Vector then, Vector otherwise) {
    return _mm256_blendv_epi8(otherwise, then, _mm256_cmpgt_epi32(b, a));
  }
  static int32_t sum_of_lanes(Vector x) {
    alignas(sizeof(Vector)) int32_t lanes[kLanes];
    _mm256_store_si256(reinterpret_cast<__m256i*>(lanes), x);
    uint32_t sum = 0;
    for (const int32_t lane : lanes) sum += static_cast<uint32_t>(lane);
    return static_cast<int32_t>(sum);
  }

  // As ambulo::doubling_high_multiply, not for two of the least number.
  static Vector doubling_high_multiply(Vector a, Vector b) {
    const Vector half = _mm256_set1_epi64x(1 << 30);
    const Vector even = _mm256_add_epi64(_mm256_mul_epi32(a, b), half);
    const Vector odd = _mm256_add_epi64(
        _mm256_mul_epi32(_mm256_srli_epi64(a, 32), _mm256_srli_epi64(b, 32)), half);
    return _mm256_blend_epi32(_mm256_srli_epi64(even, 31), _mm256_slli_epi64(odd, 1), 0xAA);
  }
  static Vector shift_left_by(Vector x, Vector bits) { return _mm256_sllv_epi32(x, bits); }
  // As ambulo::rounding_shift_right; rest: 2^bits - 1, half: rest / 2.
  static Vector rounding_shift_right(Vector x, Vector bits, Vector rest, Vector half) {
    const Vector threshold = subtract(half, _mm256_srai_epi32(x, 31));
    const Vector floor = _mm256_srav_epi32(x, bits);
    return subtract(floor, _mm256_cmpgt_epi32(bit_and(x, rest), threshold));
  }
  // Half away from zero. REQUIRES |x| + count / 2 < 2^24 and quotients that float tells apart.
  static Vector rounded_quotient(Vector x, int32_t count) {
    const Vector lifted = add(_mm256_abs_epi32(x), set(count / 2));
    const __m256 quotient =
        _mm256_div_ps(_mm256_cvtepi32_ps(lifted), _mm256_set1_ps(static_cast<float>(count)));
    return _mm256_sign_epi32(_mm256_cvttps_epi32(quotient), x);
  }

  // There is no arithmetic shift of 64-bit lanes: one lane at a time.
  template <x86::Rounding kRounding>
  static Vector rescale_exactly(Vector sum, Vector multiplier, Vector shift, int32_t zero_point) {
    alignas(32) int32_t sums[kLanes], multipliers[kLanes], shifts[kLanes];
    _mm256_store_si256(reinterpret_cast<__m256i*>(sums), sum);
    _mm256_store_si256(reinterpret_cast<__m256i*>(multipliers), multiplier);
    _mm256_store_si256(reinterpret_cast<__m256i*>(shifts), shift);
    for (int i = 0; i < kLanes; ++i) {
      const Rescale by = {multipliers[i], shifts[i]};
      sums[i] = x86::limited_result(x86::rescale_exactly<kRounding>(sums[i], by)) + zero_point;
    }
    return load_bias(sums);
  }
  static void store(int8_t* out, Vector x, int32_t count, const Limits& limits) {
    const __m128i words =
        _mm_packs_epi32(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
    __m128i bytes = _mm_packs_epi16(words, words);
    bytes = _mm_min_epi8(_mm_max_epi8(bytes, limits.low), limits.high);
    if (count == kLanes) return _mm_storel_epi64(reinterpret_cast<__m128i*>(out), bytes);
    int8_t lanes[16];
    _mm_storeu_si128(reinterpret_cast<__m128i*>(lanes), bytes);
    for (int32_t c = 0; c < count; ++c) out[c] = lanes[c];
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86_avx2
