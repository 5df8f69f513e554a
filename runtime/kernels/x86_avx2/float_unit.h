// SPDX-License-Identifier: Apache-2.0
// The arithmetic of float layers (x86/layers.h): 8 channels a register.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::x86_avx2 {
namespace {

struct FloatUnit {
  using Value = float;
  using Weight = float;
  using Bias = float;
  using Vector = __m256;
  using Weights = __m256;
  static constexpr int kLanes = 8, kTerms = 1, kMaxVectors = 2;
  static constexpr int kTileSteps[kMaxVectors] = {8, 6};

  static Vector zero() { return _mm256_setzero_ps(); }
  static Vector set(float x) { return _mm256_set1_ps(x); }
  static Vector load_bias(const float* bias) { return _mm256_load_ps(bias); }
  static Weights load_weights(const float* weights) { return _mm256_load_ps(weights); }
  static __m256 broadcast(const float* x) { return _mm256_broadcast_ss(x); }
  static void multiply_add(Vector& sum, Weights w, __m256 x) { sum = _mm256_fmadd_ps(w, x, sum); }
  static Vector add(Vector a, Vector b) { return _mm256_add_ps(a, b); }
  static Vector max(Vector a, Vector b) { return _mm256_max_ps(a, b); }
  static Vector min(Vector a, Vector b) { return _mm256_min_ps(a, b); }
  static void store(float* out, Vector x, int32_t count) {
    if (count == kLanes) return _mm256_storeu_ps(out, x);
    alignas(32) float lanes[kLanes];
    _mm256_store_ps(lanes, x);
    for (int32_t c = 0; c < count; ++c) out[c] = lanes[c];
  }

  // For the LSTM.
  static constexpr int kLstmTileSteps = 2;
  static Vector load(const float* x, int32_t count) {
    if (count == kLanes) return _mm256_loadu_ps(x);
    alignas(32) float lanes[kLanes] = {};
    for (int32_t c = 0; c < count; ++c) lanes[c] = x[c];
    return _mm256_load_ps(lanes);
  }
  static Vector multiply(Vector a, Vector b) { return _mm256_mul_ps(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm256_sub_ps(a, b); }
  static Vector divide(Vector a, Vector b) { return _mm256_div_ps(a, b); }
  static Vector round(Vector x) {
    return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  }
  // x * 2^n; REQUIRES integers n in [-126, 127].
  static Vector times_power_of_two(Vector x, Vector n) {
    const __m256i exponent = _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127));
    return _mm256_mul_ps(x, _mm256_castsi256_ps(_mm256_slli_epi32(exponent, 23)));
  }
  static Vector negative_magnitude(Vector x) { return _mm256_or_ps(x, set(-0.0f)); }
  static Vector with_sign_of(Vector magnitude, Vector sign) {
    return _mm256_or_ps(magnitude, _mm256_and_ps(sign, set(-0.0f)));
  }
  static Vector where_negative(Vector x, Vector then, Vector otherwise) {
    return _mm256_blendv_ps(otherwise, then, x);
  }
  static Vector where_below(Vector x, float limit, Vector then, Vector otherwise) {
    return _mm256_blendv_ps(otherwise, then, _mm256_cmp_ps(x, set(limit), _CMP_LT_OQ));
  }

  // For hybrid layers.
  static Vector magnitude(Vector x) { return _mm256_andnot_ps(set(-0.0f), x); }
  static float largest_lane(Vector x) {
    alignas(32) float lanes[kLanes];
    _mm256_store_ps(lanes, x);
    float largest = lanes[0];
    for (const float lane : lanes) largest = lane > largest ? lane : largest;
    return largest;
  }
  static Vector from_integers(__m256i x) { return _mm256_cvtepi32_ps(x); }
  static __m256i as_integers(Vector x) { return _mm256_castps_si256(x); }
  static Vector as_floats(__m256i x) { return _mm256_castsi256_ps(x); }
  static Vector where_below(Vector x, Vector limit, Vector then, Vector otherwise) {
    return _mm256_blendv_ps(otherwise, then, _mm256_cmp_ps(x, limit, _CMP_LT_OQ));
  }
  static Vector where_nan(Vector x, Vector then, Vector otherwise) {
    return _mm256_blendv_ps(otherwise, then, _mm256_cmp_ps(x, x, _CMP_UNORD_Q));
  }
  // x * 2^n in two steps, since 2^n may overflow where the product does not.
  static Vector times_two_powers(Vector x, Vector n) {
    const __m256i whole = _mm256_cvttps_epi32(n);
    const __m256i half = _mm256_srai_epi32(_mm256_add_epi32(whole, _mm256_srli_epi32(whole, 31)),
                                           1);  // towards zero
    return multiply(multiply(x, power_of_two(half)), power_of_two(_mm256_sub_epi32(whole, half)));
  }
  static Vector power_of_two(__m256i exponent) {
    return as_floats(_mm256_slli_epi32(_mm256_add_epi32(exponent, _mm256_set1_epi32(127)), 23));
  }
  // Halves away from zero, then plus offset. REQUIRES results that int8 holds.
  static void store_rounded(int8_t* out, Vector x, int32_t count, int32_t offset = 0) {
    const __m256i whole = _mm256_cvttps_epi32(x);
    const Vector rest = subtract(x, from_integers(whole));
    const Vector up = _mm256_cmp_ps(rest, set(0.5f), _CMP_GE_OQ);
    const Vector down = _mm256_cmp_ps(rest, set(-0.5f), _CMP_LE_OQ);
    __m256i rounded = _mm256_add_epi32(_mm256_sub_epi32(whole, as_integers(up)),
                                       as_integers(down));  // true is -1
    rounded = _mm256_add_epi32(rounded, _mm256_set1_epi32(offset));
    const __m128i words =
        _mm_packs_epi32(_mm256_castsi256_si128(rounded), _mm256_extracti128_si256(rounded, 1));
    const __m128i bytes = _mm_packs_epi16(words, words);
    if (count == kLanes) return _mm_storel_epi64(reinterpret_cast<__m128i*>(out), bytes);
    alignas(16) int8_t lanes[16];
    _mm_store_si128(reinterpret_cast<__m128i*>(lanes), bytes);
    for (int32_t c = 0; c < count; ++c) out[c] = lanes[c];
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86_avx2
