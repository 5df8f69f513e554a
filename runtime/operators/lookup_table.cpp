// SPDX-License-Identifier: Apache-2.0
#include "runtime/operators/lookup_table.h"

#include "runtime/operators/quantization.h"

namespace ambulo::operators {
namespace {

// e^x in double precision: 2^n e^r with |r| <= ln 2 / 2, Taylor's series to r^13 (error 4e-18).
double exponential(double x) {
  if (!(x > -700.0)) return x != x ? x : 0.0;
  if (x > 700.0) return static_cast<double>(__builtin_inff());
  constexpr double kLn2High = 0.693147180369123816490, kLn2Low = 1.90821492927058770002e-10;
  const int32_t n = static_cast<int32_t>(x * 1.4426950408889634 + (x < 0.0 ? -0.5 : 0.5));
  const double r = (x - n * kLn2High) - n * kLn2Low;
  double sum = 1.0;
  for (int k = 13; k > 0; --k) sum = 1.0 + sum * r / k;
  const uint64_t bits = static_cast<uint64_t>(n + 1023) << 52;
  double power;
  __builtin_memcpy(&power, &bits, sizeof power);
  return sum * power;
}

}  // namespace

float exact_logistic(float x) {
  return 1.0f / (1.0f + static_cast<float>(exponential(-double{x})));
}

float exact_tanh(float x) {
  const double e = exponential(-2.0 * (x < 0.0f ? -double{x} : double{x}));
  const double t = (1.0 - e) / (1.0 + e);
  return static_cast<float>(x < 0.0f ? -t : t);
}

float exact_elu(float x) {
  return x < 0.0f ? static_cast<float>(exponential(double{x}) - 1.0) : x;
}

void emit_real_table(OperatorContext& context, const Tensor& input, const Tensor& output,
                     float (*function)(float)) {
  constexpr float kFar = 65536.0f;
  const float inverse_scale = 1.0f / output.scale;
  emit_table(context, input, output, type_range(output.type), [&](int32_t q) -> int64_t {
    const float real = input.scale * static_cast<float>(q - input.zero_point);
    const float y = function(real) * inverse_scale;
    if (y != y) return output.zero_point;
    const float near = y > kFar ? kFar : y < -kFar ? -kFar : y;
    const int32_t whole = static_cast<int32_t>(near);
    const float rest = near - static_cast<float>(whole);
    return int64_t{whole} + (rest >= 0.5f ? 1 : rest <= -0.5f ? -1 : 0) + output.zero_point;
  });
}

}  // namespace ambulo::operators
