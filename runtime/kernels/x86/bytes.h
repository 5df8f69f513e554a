// SPDX-License-Identifier: Apache-2.0
// Up to 16 bytes at a time, and nothing beyond the last.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace ambulo::kernels::x86 {
namespace {

constexpr int32_t kByteLanes = 16;

inline __m128i load_bytes(const int8_t* x, int32_t count) {
  if (count == kByteLanes) return _mm_loadu_si128(reinterpret_cast<const __m128i*>(x));
  alignas(kByteLanes) int8_t lanes[kByteLanes] = {};
  for (int32_t c = 0; c < count; ++c) lanes[c] = x[c];
  return _mm_load_si128(reinterpret_cast<const __m128i*>(lanes));
}

inline void store_bytes(int8_t* out, __m128i x, int32_t count) {
  if (count == kByteLanes) return _mm_storeu_si128(reinterpret_cast<__m128i*>(out), x);
  alignas(kByteLanes) int8_t lanes[kByteLanes];
  _mm_store_si128(reinterpret_cast<__m128i*>(lanes), x);
  for (int32_t c = 0; c < count; ++c) out[c] = lanes[c];
}

inline int32_t byte_lanes(int32_t left) {
  return left < kByteLanes ? left : kByteLanes;
}

}  // namespace
}  // namespace ambulo::kernels::x86
