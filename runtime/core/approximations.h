// SPDX-License-Identifier: Apache-2.0
// exp, expm1, sigmoid, tanh and sqrt in float32 without libm, the same bits on every target.
// Relative errors against exact values stay below 2e-7 (approximations_test.cpp).
#pragma once

#include <cstdint>

namespace ambulo {

inline float power_of_two(int32_t exponent) {  // REQUIRES -126 <= exponent <= 127
  const uint32_t bits = static_cast<uint32_t>(exponent + 127) << 23;
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

// e^x = 2^n e^r with n = round(x / ln 2), |r| <= ln 2 / 2; e^r = 1 + r + r^2 P(r), P a minimax
// polynomial (error 8e-9). Results below the smallest normal number are 0, above the largest inf.
inline float exp_approximation(float x) {
  if (!(x > -87.33654f)) return x != x ? x : 0.0f;
  if (x > 88.72283f) return __builtin_inff();
  constexpr float kRoundToInteger = 12582912.0f;  // 1.5 * 2^23: ulp is 1
  const float n = (x * 1.44269504f + kRoundToInteger) - kRoundToInteger;
  // ln 2 in two parts; the product with the first is exact.
  const float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  float p = 1.394216110e-3f;
  p = p * r + 8.363776144e-3f;
  p = p * r + 4.166636345e-2f;
  p = p * r + 1.666657336e-1f;
  p = p * r + 5.000000029e-1f;
  const float e = (p * r) * r + r + 1.0f;
  // Two factors, since 2^n may overflow where the product does not.
  const int32_t exponent = static_cast<int32_t>(n);
  const int32_t half = exponent / 2;
  return e * power_of_two(half) * power_of_two(exponent - half);
}

// 1 / (1 + e^-x), from e^-|x| so that nothing overflows and small results keep their digits.
inline float sigmoid_approximation(float x) {
  const float e = exp_approximation(x < 0.0f ? x : -x);
  const float s = 1.0f / (1.0f + e);
  return x < 0.0f ? e * s : s;
}

// Odd minimax polynomial near zero (error 2e-8), 1 - 2 / (e^2|x| + 1) elsewhere.
inline float tanh_approximation(float x) {
  const float magnitude = x < 0.0f ? -x : x;
  if (magnitude < 0.625f) {
    const float u = x * x;
    float p = -6.010648151e-3f;
    p = p * u + 2.093867204e-2f;
    p = p * u - 5.383887197e-2f;
    p = p * u + 1.333269420e-1f;
    p = p * u - 3.333332826e-1f;
    return x + x * (u * p);
  }
  const float t = 1.0f - 2.0f / (exp_approximation(2.0f * magnitude) + 1.0f);
  return x < 0.0f ? -t : t;
}

// e^x - 1 without cancellation near zero: 2 t / (1 - t) with t = tanh(x / 2). REQUIRES x <= 1.
inline float expm1_approximation(float x) {
  if (x < -1.0f) return exp_approximation(x) - 1.0f;
  const float t = tanh_approximation(0.5f * x);
  return 2.0f * t / (1.0f - t);
}

// Newton's iterations for 1 / sqrt(x) from a guess that halves the exponent. REQUIRES 0 < x < inf.
inline double exact_sqrt(double x) {
  uint64_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  bits = 0x5FE6EB50C7B537A9u - (bits >> 1);
  double y;
  __builtin_memcpy(&y, &bits, sizeof y);
  for (int i = 0; i < 4; ++i) y *= 1.5 - 0.5 * x * y * y;
  return x * y;
}

// Rounded once, from double. Below zero not a number.
inline float sqrt_approximation(float x) {
  if (!(x > 0.0f) || x == __builtin_inff()) return x < 0.0f ? __builtin_nanf("") : x;
  return static_cast<float>(exact_sqrt(double{x}));
}

}  // namespace ambulo
