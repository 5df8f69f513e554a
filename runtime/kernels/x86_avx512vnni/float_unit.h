// SPDX-License-Identifier: Apache-2.0
// The arithmetic of float layers (x86/layers.h): 16 channels a register.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::x86_avx512vnni {
namespace {

struct FloatUnit {
  using Value = float;
  using Weight = float;
  using Bias = float;
  using Vector = __m512;
  using Weights = __m512;
  static constexpr int kLanes = 16, kTerms = 1, kMaxVectors = 3;
  static constexpr int kTileSteps[kMaxVectors] = {12, 12, 8};

  static Vector zero() { return _mm512_setzero_ps(); }
  static Vector set(float x) { return _mm512_set1_ps(x); }
  static Vector load_bias(const float* bias) { return _mm512_load_ps(bias); }
  static Weights load_weights(const float* weights) { return _mm512_load_ps(weights); }
  static __m512 broadcast(const float* x) { return _mm512_set1_ps(*x); }
  static void multiply_add(Vector& sum, Weights w, __m512 x) { sum = _mm512_fmadd_ps(w, x, sum); }
  static Vector add(Vector a, Vector b) { return _mm512_add_ps(a, b); }
  static Vector max(Vector a, Vector b) { return _mm512_max_ps(a, b); }
  static Vector min(Vector a, Vector b) { return _mm512_min_ps(a, b); }
  static void store(float* out, Vector x, int32_t count) {
    if (count == kLanes) return _mm512_storeu_ps(out, x);
    _mm512_mask_storeu_ps(out, static_cast<__mmask16>((1u << count) - 1), x);
  }

  // For the LSTM.
  static constexpr int kLstmTileSteps = 4;
  static Vector load(const float* x, int32_t count) {
    if (count == kLanes) return _mm512_loadu_ps(x);
    return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << count) - 1), x);
  }
  static Vector multiply(Vector a, Vector b) { return _mm512_mul_ps(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm512_sub_ps(a, b); }
  static Vector divide(Vector a, Vector b) { return _mm512_div_ps(a, b); }
  static Vector round(Vector x) { return _mm512_roundscale_ps(x, 0); }
  // x * 2^n; REQUIRES integers n.
  static Vector times_power_of_two(Vector x, Vector n) { return _mm512_scalef_ps(x, n); }
  static Vector negative_magnitude(Vector x) { return _mm512_or_ps(x, set(-0.0f)); }
  static Vector with_sign_of(Vector magnitude, Vector sign) {
    return _mm512_or_ps(magnitude, _mm512_and_ps(sign, set(-0.0f)));
  }
  static Vector where_negative(Vector x, Vector then, Vector otherwise) {
    return _mm512_mask_blend_ps(_mm512_movepi32_mask(_mm512_castps_si512(x)), otherwise, then);
  }
  static Vector where_below(Vector x, float limit, Vector then, Vector otherwise) {
    return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(x, set(limit), _CMP_LT_OQ), otherwise, then);
  }

  // For hybrid layers.
  static Vector magnitude(Vector x) { return _mm512_abs_ps(x); }
  static float largest_lane(Vector x) { return _mm512_reduce_max_ps(x); }
  static Vector from_integers(__m512i x) { return _mm512_cvtepi32_ps(x); }
  static __m512i as_integers(Vector x) { return _mm512_castps_si512(x); }
  static Vector as_floats(__m512i x) { return _mm512_castsi512_ps(x); }
  static Vector where_below(Vector x, Vector limit, Vector then, Vector otherwise) {
    return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(x, limit, _CMP_LT_OQ), otherwise, then);
  }
  static Vector where_nan(Vector x, Vector then, Vector otherwise) {
    return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q), otherwise, then);
  }
  // x * 2^n in two steps, since 2^n may overflow where the product does not.
  static Vector times_two_powers(Vector x, Vector n) {
    const __m512i whole = _mm512_cvttps_epi32(n);
    const __m512i half = _mm512_srai_epi32(_mm512_add_epi32(whole, _mm512_srli_epi32(whole, 31)),
                                           1);  // towards zero
    return multiply(multiply(x, power_of_two(half)), power_of_two(_mm512_sub_epi32(whole, half)));
  }
  static Vector power_of_two(__m512i exponent) {
    return as_floats(_mm512_slli_epi32(_mm512_add_epi32(exponent, _mm512_set1_epi32(127)), 23));
  }
  // Halves away from zero, then plus offset. REQUIRES results that int8 holds.
  static void store_rounded(int8_t* out, Vector x, int32_t count, int32_t offset = 0) {
    const __m512i whole = _mm512_cvttps_epi32(x), one = _mm512_set1_epi32(1);
    const Vector rest = subtract(x, from_integers(whole));
    const __mmask16 up = _mm512_cmp_ps_mask(rest, set(0.5f), _CMP_GE_OQ);
    const __mmask16 down = _mm512_cmp_ps_mask(rest, set(-0.5f), _CMP_LE_OQ);
    __m512i rounded = _mm512_mask_add_epi32(whole, up, whole, one);
    rounded = _mm512_mask_sub_epi32(rounded, down, rounded, one);
    rounded = _mm512_add_epi32(rounded, _mm512_set1_epi32(offset));
    _mm_mask_storeu_epi8(out, static_cast<__mmask16>((1u << count) - 1),
                         _mm512_cvtepi32_epi8(rounded));
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86_avx512vnni
