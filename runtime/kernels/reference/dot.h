// SPDX-License-Identifier: Apache-2.0
// Dot products of one input run with four rows of weights at once: each input value is loaded
// once for four outputs, and each output has four partial sums. The order of additions is fixed:
// partial sum j takes elements j, j + 4, ...; total() adds (0 + 2) + (1 + 3). Four floats are a
// vector type of GCC and clang, which becomes scalar code where the target has no such registers:
// left to themselves, the compilers may not reorder float additions and use no vectors.
#pragma once

#include "runtime/core/bytes.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::reference {

inline constexpr int32_t kRows = 4;

class DotProducts {
 public:
  // rows[r]: n weights of output r. May be called again to continue the sums.
  void add(const float* input, const float* const rows[kRows], int32_t n) {
    Lanes sum0 = sums_[0], sum1 = sums_[1], sum2 = sums_[2], sum3 = sums_[3];
    int32_t i = 0;
    for (; i + 4 <= n; i += 4) {
      const Lanes x = lanes(input + i);
      sum0 += x * lanes(rows[0] + i);
      sum1 += x * lanes(rows[1] + i);
      sum2 += x * lanes(rows[2] + i);
      sum3 += x * lanes(rows[3] + i);
    }
    if (i < n) {
      const Lanes x = some_lanes(input + i, n - i);
      sum0 += x * some_lanes(rows[0] + i, n - i);
      sum1 += x * some_lanes(rows[1] + i, n - i);
      sum2 += x * some_lanes(rows[2] + i, n - i);
      sum3 += x * some_lanes(rows[3] + i, n - i);
    }
    sums_[0] = sum0, sums_[1] = sum1, sums_[2] = sum2, sums_[3] = sum3;
  }

  float total(int32_t row) const {
    const Lanes s = sums_[row];
    return (s[0] + s[2]) + (s[1] + s[3]);
  }

 private:
  using Lanes = float __attribute__((vector_size(16)));

  static Lanes lanes(const float* from) {
    Lanes v;
    copy_bytes(&v, from, sizeof v);
    return v;
  }
  // The last one to three; the others are 0.
  static Lanes some_lanes(const float* from, int32_t count) {
    const Lanes v = {from[0], count > 1 ? from[1] : 0.0f, count > 2 ? from[2] : 0.0f, 0.0f};
    return v;
  }

  Lanes sums_[kRows] = {};
};

// The four rows from first on, stride apart. Beyond the last row it is repeated, so that callers
// need no second loop for a remainder; they drop the totals of repeated rows.
struct FourRows {
  const float* rows[kRows];

  FourRows(const float* weights, int32_t first, int32_t count, size_t stride) {
    for (int32_t r = 0; r < kRows; ++r) {
      const int32_t row = first + r < count ? first + r : count - 1;
      rows[r] = weights + static_cast<size_t>(row) * stride;
    }
  }
};

}  // namespace ambulo::kernels::reference
