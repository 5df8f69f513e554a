// SPDX-License-Identifier: Apache-2.0
// The arithmetic of int8 layers (x86/integer_layers.h). VPMADDUBSW, which multiplies bytes,
// saturates for most real weights: inputs, less their zero point, and weights are widened to int16
// and VPMADDWD adds the products of two of each.
#pragma once

#include <immintrin.h>

#include "runtime/kernels/x86/rescale.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::x86_avx2 {
namespace {

struct Int8Unit {
  using Value = int16_t;
  using Weight = int16_t;
  using Bias = int32_t;
  using Vector = __m256i;
  using FloatVector = __m256;
  using Weights = __m256i;
  struct Limits {
    __m128i low, high;
    explicit Limits(IntegerClamp clamp)
        : low(_mm_set1_epi8(static_cast<char>(clamp.low))),
          high(_mm_set1_epi8(static_cast<char>(clamp.high))) {}
  };
  static constexpr int kLanes = 8, kTerms = 2, kMaxVectors = 2;
  static constexpr int kTileSteps[kMaxVectors] = {8, 4};

  static constexpr int32_t input_offset(int32_t zero_point) { return -zero_point; }
  static Vector zero() { return _mm256_setzero_si256(); }
  static Vector load_bias(const int32_t* bias) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(bias));
  }
  static Weights load_weights(const int16_t* weights) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(weights));
  }
  static __m256i broadcast(const int16_t* x) {
    int32_t two;
    __builtin_memcpy(&two, x, sizeof two);
    return _mm256_set1_epi32(two);
  }
  static void multiply_add(Vector& sum, Weights w, __m256i x) {
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(w, x));
  }
  static Vector add(Vector a, Vector b) { return _mm256_add_epi32(a, b); }
  static Vector max(Vector a, Vector b) { return _mm256_max_epi32(a, b); }

  static Vector rescale_fast(Vector sum, const float* scale, const float* offset) {
    const FloatVector x =
        _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), _mm256_load_ps(scale), _mm256_load_ps(offset));
    return _mm256_cvtps_epi32(_mm256_floor_ps(x));
  }
  // x, and where the sum is the exception of its channel, x + the correction.
  static Vector add_where_equal(Vector x, Vector sum, const int32_t* exception,
                                const int32_t* correction) {
    const Vector equal = _mm256_cmpeq_epi32(sum, load_bias(exception));
    return add(x, _mm256_and_si256(equal, load_bias(correction)));
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
  static void prepare_inputs(const int8_t* input, size_t count, int32_t zero_point, int16_t* out) {
    const __m256i zero = _mm256_set1_epi16(static_cast<int16_t>(zero_point));
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(input + i));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + i),
                          _mm256_sub_epi16(_mm256_cvtepi8_epi16(bytes), zero));
    }
    for (; i < count; ++i) out[i] = static_cast<int16_t>(input[i] - zero_point);
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86_avx2
