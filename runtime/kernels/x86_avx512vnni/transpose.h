// SPDX-License-Identifier: Apache-2.0
// 16 steps of time by four runs of four bytes, each run a 32-bit lane, turned between two orders:
// rows, where the runs of a step lie side by side, and planes, where the steps of a run do.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::x86_avx512vnni {
namespace {

// Rows k, k + 4, k + 8 and k + 12 in the quarters of rows[k], or 16 steps of plane k in planes[k]:
// the same exchange within each quarter leads from one to the other.
inline void transpose_quarters(__m512i (&x)[4]) {
  const __m512i low_01 = _mm512_unpacklo_epi32(x[0], x[1]);
  const __m512i high_01 = _mm512_unpackhi_epi32(x[0], x[1]);
  const __m512i low_23 = _mm512_unpacklo_epi32(x[2], x[3]);
  const __m512i high_23 = _mm512_unpackhi_epi32(x[2], x[3]);
  x[0] = _mm512_unpacklo_epi64(low_01, low_23);
  x[1] = _mm512_unpackhi_epi64(low_01, low_23);
  x[2] = _mm512_unpacklo_epi64(high_01, high_23);
  x[3] = _mm512_unpackhi_epi64(high_01, high_23);
}

// 16 rows of 16 bytes, `stride` bytes apart, to planes[k], 16 steps each, `plane_bytes` apart.
inline void rows_to_planes(const uint8_t* rows, size_t stride, uint8_t* planes,
                           size_t plane_bytes) {
  const auto row = [&](size_t i) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows + i * stride));
  };
  __m512i x[4];
#pragma GCC unroll 4
  for (size_t k = 0; k < 4; ++k) {
    __m512i quarters = _mm512_castsi128_si512(row(k));
    quarters = _mm512_inserti32x4(quarters, row(k + 4), 1);
    quarters = _mm512_inserti32x4(quarters, row(k + 8), 2);
    x[k] = _mm512_inserti32x4(quarters, row(k + 12), 3);
  }
  transpose_quarters(x);
#pragma GCC unroll 4
  for (size_t k = 0; k < 4; ++k) _mm512_storeu_si512(planes + k * plane_bytes, x[k]);
}

// The first `count` bytes (1 to 16) of `rows` rows (at most 16), `stride` bytes apart.
inline void store_rows(__m512i (&planes)[4], int32_t rows, int32_t count, size_t stride,
                       int8_t* out) {
  transpose_quarters(planes);
  const auto bytes = static_cast<__mmask16>((1u << count) - 1);
  __m128i quarters[16];
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k) {
    quarters[k] = _mm512_castsi512_si128(planes[k]);
    quarters[k + 4] = _mm512_extracti32x4_epi32(planes[k], 1);
    quarters[k + 8] = _mm512_extracti32x4_epi32(planes[k], 2);
    quarters[k + 12] = _mm512_extracti32x4_epi32(planes[k], 3);
  }
  if (rows >= 16) {
#pragma GCC unroll 16
    for (size_t i = 0; i < 16; ++i) _mm_mask_storeu_epi8(out + i * stride, bytes, quarters[i]);
    return;
  }
  for (int32_t i = 0; i < rows; ++i) {
    _mm_mask_storeu_epi8(out + static_cast<size_t>(i) * stride, bytes, quarters[i]);
  }
}

}  // namespace
}  // namespace ambulo::kernels::x86_avx512vnni
