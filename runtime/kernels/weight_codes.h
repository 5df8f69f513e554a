// SPDX-License-Identifier: Apache-2.0
// int8 weights stored in fewer bits each: weight i is values[code i]. Codes of `width` bits follow
// one another from the most significant bit of each byte on, as TFLite Micro's DECODE operator has
// them; or from the least significant one, as TensorType INT4 has its two in a byte.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels {

struct WeightCodes {
  const uint8_t* codes = nullptr;  // null: the weights are plain int8
  const int8_t* values = nullptr;  // 2^width
  uint32_t width = 0;              // 1 to 7
  bool low_first = false;          // REQUIRES width 4
};

inline constexpr size_t kMaxCodes = SIZE_MAX / 8;  // so that places of bits fit size_t

// Of INT4: two's complement.
inline constexpr int8_t kInt4Values[16] = {0, 1, 2, 3, 4, 5, 6, 7, -8, -7, -6, -5, -4, -3, -2, -1};

constexpr size_t code_bytes(size_t count, uint32_t width) {
  return (count * width + 7) / 8;
}

inline int8_t decoded(const WeightCodes& weights, size_t i) {
  const size_t bit = i * weights.width;
  const uint8_t* at = weights.codes + bit / 8;
  if (weights.low_first) return weights.values[i % 2 == 0 ? at[0] & 15 : at[0] >> 4];
  const uint32_t used = static_cast<uint32_t>(bit % 8) + weights.width;
  const uint32_t pair = static_cast<uint32_t>(at[0]) << 8 | (used > 8 ? at[1] : 0u);
  return weights.values[pair >> (16 - used) & ((1u << weights.width) - 1)];
}

// Weights first to first + count - 1, each byte loaded once. Bits that were used stay in the window
// above those that were not, until they are shifted out.
inline void decode(const WeightCodes& weights, size_t first, size_t count, int8_t* out) {
  if (weights.low_first) {
    for (size_t i = 0; i < count; ++i) out[i] = decoded(weights, first + i);
    return;
  }
  const size_t bit = first * weights.width;
  const uint8_t* next = weights.codes + bit / 8;
  uint32_t window = 0, unused = 0;
  if (bit % 8 != 0) {
    window = *next++;
    unused = 8 - static_cast<uint32_t>(bit % 8);
  }
  const uint32_t mask = (1u << weights.width) - 1;
  for (size_t i = 0; i < count; ++i) {
    if (unused < weights.width) {
      window = window << 8 | *next++;
      unused += 8;
    }
    unused -= weights.width;
    out[i] = weights.values[window >> unused & mask];
  }
}

}  // namespace ambulo::kernels
