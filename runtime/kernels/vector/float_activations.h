// SPDX-License-Identifier: Apache-2.0
// exp, sigmoid and tanh over a Unit of the instruction set: the formulas and coefficients of
// core/approximations.h, with fused multiply-adds.
#pragma once

namespace ambulo::kernels::vector {
namespace {

// a * b + c
template <typename Unit>
typename Unit::Vector fused(typename Unit::Vector a, typename Unit::Vector b,
                            typename Unit::Vector c) {
  Unit::multiply_add(c, a, b);
  return c;
}

// REQUIRES x <= 0. Arguments below -87 count as -87: what is lost is below 2e-38.
template <typename Unit>
typename Unit::Vector exp_of_negative(typename Unit::Vector x) {
  const auto set = [](float value) { return Unit::set(value); };
  x = Unit::max(set(-87.0f), x);  // a NaN, second, stays
  const auto n = Unit::round(Unit::multiply(x, set(1.44269504f)));
  auto r = fused<Unit>(n, set(-0.693359375f), x);
  r = fused<Unit>(n, set(2.12194440e-4f), r);
  auto p = fused<Unit>(set(1.394216110e-3f), r, set(8.363776144e-3f));
  p = fused<Unit>(p, r, set(4.166636345e-2f));
  p = fused<Unit>(p, r, set(1.666657336e-1f));
  p = fused<Unit>(p, r, set(5.000000029e-1f));
  const auto e = Unit::add(fused<Unit>(Unit::multiply(p, r), r, r), set(1.0f));
  return Unit::times_power_of_two(e, n);
}

template <typename Unit>
typename Unit::Vector sigmoid(typename Unit::Vector x) {
  const auto one = Unit::set(1.0f);
  const auto e = exp_of_negative<Unit>(Unit::negative_magnitude(x));
  const auto s = Unit::divide(one, Unit::add(one, e));
  return Unit::where_negative(x, Unit::multiply(e, s), s);
}

template <typename Unit>
typename Unit::Vector tanh(typename Unit::Vector x) {
  const auto set = [](float value) { return Unit::set(value); };
  const auto u = Unit::multiply(x, x);
  auto p = fused<Unit>(set(-6.010648151e-3f), u, set(2.093867204e-2f));
  p = fused<Unit>(p, u, set(-5.383887197e-2f));
  p = fused<Unit>(p, u, set(1.333269420e-1f));
  p = fused<Unit>(p, u, set(-3.333332826e-1f));
  const auto near = fused<Unit>(x, Unit::multiply(u, p), x);
  // 1 - 2 / (e^2|x| + 1) = (1 - e^-2|x|) / (1 + e^-2|x|)
  const auto one = set(1.0f);
  const auto e = exp_of_negative<Unit>(Unit::multiply(set(2.0f), Unit::negative_magnitude(x)));
  const auto far = Unit::divide(Unit::subtract(one, e), Unit::add(one, e));
  return Unit::where_below(u, 0.625f * 0.625f, near, Unit::with_sign_of(far, x));
}

}  // namespace
}  // namespace ambulo::kernels::vector
