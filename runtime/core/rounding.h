// SPDX-License-Identifier: Apache-2.0
// To the nearest integer, halves away from zero, without libm. REQUIRES: the result fits int32.
#pragma once

#include <cstdint>

namespace ambulo {

template <typename Real>
int32_t round_half_away(Real x) {
  const int32_t whole = static_cast<int32_t>(x);
  const Real rest = x - static_cast<Real>(whole);
  return whole + (rest >= Real{0.5} ? 1 : 0) - (rest <= Real{-0.5} ? 1 : 0);
}

}  // namespace ambulo
