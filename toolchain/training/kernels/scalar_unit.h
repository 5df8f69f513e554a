// SPDX-License-Identifier: Apache-2.0
// A vector of one number, for CPUs without a unit of their own.
#pragma once

#include <cmath>
#include <cstdint>

namespace ambulo::training {
namespace {

struct ScalarUnit {
  using Vector = float;
  static constexpr int kLanes = 1;

  static float zero() { return 0.0f; }
  static float set(float x) { return x; }
  static float broadcast(const float* x) { return *x; }
  static float load(const float* x, std::int32_t) { return *x; }
  static void store(float* out, float x, std::int32_t) { *out = x; }
  static void multiply_add(float& sum, float a, float b) { sum += a * b; }
  static float add(float a, float b) { return a + b; }
  static float subtract(float a, float b) { return a - b; }
  static float multiply(float a, float b) { return a * b; }
  static float divide(float a, float b) { return a / b; }
  static float max(float a, float b) { return a > b ? a : b; }
  static float round(float x) { return std::nearbyint(x); }
  static float times_power_of_two(float x, float n) { return std::ldexp(x, static_cast<int>(n)); }
  static float negative_magnitude(float x) { return -std::fabs(x); }
  static float with_sign_of(float magnitude, float sign) { return std::copysign(magnitude, sign); }
  static float where_negative(float x, float then, float otherwise) {
    return std::signbit(x) ? then : otherwise;
  }
  static float where_below(float x, float limit, float then, float otherwise) {
    return x < limit ? then : otherwise;
  }
};

}  // namespace
}  // namespace ambulo::training
