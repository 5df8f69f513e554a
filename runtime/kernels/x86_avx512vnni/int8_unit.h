// SPDX-License-Identifier: Apache-2.0
// The arithmetic of int8 layers (x86/integer_layers.h): VPDPBUSD adds the products of four unsigned
// inputs and four signed weights to each of 16 sums, without saturation. Inputs are shifted by 128
// to be unsigned. The instruction is written as assembly since GCC 12 keeps the sums of its
// intrinsic in memory, which costs up to half of the speed.
#pragma once

#include <immintrin.h>

#include "runtime/kernels/x86_avx512vnni/int32_unit.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::x86_avx512vnni {
namespace {

struct Int8Unit : Int32Unit {
  using Value = uint8_t;
  using Weight = int8_t;
  using Bias = int32_t;
  using FloatVector = __m512;
  using Weights = __m512i;
  static constexpr int kTerms = 4, kMaxVectors = 3;
  static constexpr int kTileSteps[kMaxVectors] = {12, 12, 8};

  static constexpr int32_t input_offset(int32_t) { return 128; }
  static Weights load_weights(const int8_t* weights) { return _mm512_load_si512(weights); }
  static __m512i broadcast(const uint8_t* x) {
    int32_t four;
    __builtin_memcpy(&four, x, sizeof four);
    return _mm512_set1_epi32(four);
  }
  static void multiply_add(Vector& sum, Weights w, __m512i x) {
    Vector in_register = sum;  // an operand of its own: the array of sums needs no address
    asm("vpdpbusd %2, %1, %0" : "+v"(in_register) : "v"(x), "v"(w));
    sum = in_register;
  }

  static Vector floor(FloatVector x) {
    return _mm512_cvt_roundps_epi32(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  }
  static Vector rescale_fast(Vector sum, const float* scale, const float* offset) {
    const FloatVector x =
        _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), _mm512_load_ps(scale), _mm512_load_ps(offset));
    return floor(x);
  }
  // x, and where the sum is the exception of its channel, x + the correction.
  static Vector add_where_equal(Vector x, Vector sum, const int32_t* exception,
                                const int32_t* correction) {
    return _mm512_mask_add_epi32(x, _mm512_cmpeq_epi32_mask(sum, load_bias(exception)), x,
                                 load_bias(correction));
  }
  // kLanes numbers, limited, as inputs of a layer.
  static void store_value(uint8_t* out, Vector x, const Limits& limits) {
    int8_t bytes[kLanes];
    store(bytes, x, kLanes, limits);
    const __m128i sign = _mm_set1_epi8(-128);
    const __m128i values = _mm_xor_si128(_mm_loadu_si128(reinterpret_cast<__m128i*>(bytes)), sign);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), values);
  }
  static void prepare_inputs(const int8_t* input, size_t count, int32_t, uint8_t* out) {
    const __m512i sign = _mm512_set1_epi8(-128);
    size_t i = 0;
    for (; i + 64 <= count; i += 64) {
      _mm512_storeu_si512(out + i, _mm512_xor_si512(_mm512_loadu_si512(input + i), sign));
    }
    const __mmask64 rest = i < count ? ~uint64_t{0} >> (64 - (count - i)) : 0;
    const __m512i last = _mm512_maskz_loadu_epi8(rest, input + i);
    _mm512_mask_storeu_epi8(out + i, rest, _mm512_xor_si512(last, sign));
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86_avx512vnni
