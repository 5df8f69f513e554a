// SPDX-License-Identifier: Apache-2.0
// e^x in double without libm, for tables: relative error below 1e-15 for -700 <= x <= 700.
#pragma once

#include <cstdint>

namespace ambulo {

// e^x = 2^n e^r, |r| <= ln 2 / 2; e^r by its Taylor series, whose next term is below 2e-17.
inline double exp_double(double x) {
  const double scaled = x * 1.4426950408889634;
  const int32_t n = static_cast<int32_t>(scaled < 0.0 ? scaled - 0.5 : scaled + 0.5);
  // ln 2 in two parts; the product with the first is exact.
  const double r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
  double sum = 1.0;
  for (int32_t k = 14; k >= 1; --k) sum = 1.0 + sum * r / k;
  const uint64_t bits = static_cast<uint64_t>(n + 1023) << 52;
  double power;
  __builtin_memcpy(&power, &bits, sizeof power);
  return sum * power;
}

}  // namespace ambulo
