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
};

}  // namespace
}  // namespace ambulo::kernels::x86_avx2
