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
};

}  // namespace
}  // namespace ambulo::kernels::x86_avx512vnni
