// SPDX-License-Identifier: Apache-2.0
// The arithmetic of int8 layers (x86/integer_layers.h). VPMADDUBSW, which multiplies bytes,
// saturates for most real weights: inputs, less their zero point, and weights are widened to int16
// and VPMADDWD adds the products of two of each.
#pragma once

#include <immintrin.h>

#include "runtime/kernels/x86_avx2/int32_unit.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::x86_avx2 {
namespace {

struct Int8Unit : Int32Unit {
  using Value = int16_t;
  using Weight = int16_t;
  using Bias = int32_t;
  using FloatVector = __m256;
  using Weights = __m256i;
  static constexpr int kTerms = 2, kMaxVectors = 2;
  static constexpr int kTileSteps[kMaxVectors] = {8, 4};

  static constexpr int32_t input_offset(int32_t zero_point) { return -zero_point; }
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
  // kLanes numbers, limited, as inputs of a layer.
  static void store_value(int16_t* out, Vector x, const Limits& limits) {
    int8_t bytes[2 * kLanes];
    store(bytes, x, kLanes, limits);
    const __m128i values = _mm_loadl_epi64(reinterpret_cast<__m128i*>(bytes));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm_cvtepi8_epi16(values));
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
