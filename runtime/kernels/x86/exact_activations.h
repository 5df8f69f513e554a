// SPDX-License-Identifier: Apache-2.0
// exp, sigmoid and tanh of core/approximations.h over a Unit of the instruction set, every
// operation rounded as there: the same bits. For states that are quantised again, where the last
// bit may change a number.
#pragma once

namespace ambulo::kernels::x86 {
namespace {

template <typename Unit>
struct ExactActivations {
  using Vector = typename Unit::Vector;

  static Vector set(float x) { return Unit::set(x); }
  static Vector plus(Vector a, Vector b) { return Unit::add(a, b); }
  static Vector minus(Vector a, Vector b) { return Unit::subtract(a, b); }
  static Vector times(Vector a, Vector b) { return Unit::multiply(a, b); }

  static Vector exp(Vector x) {
    const Vector to_integer = set(12582912.0f);  // 1.5 * 2^23: ulp is 1
    const Vector n = minus(plus(times(x, set(1.44269504f)), to_integer), to_integer);
    const Vector r = minus(minus(x, times(n, set(0.693359375f))), times(n, set(-2.12194440e-4f)));
    Vector p = set(1.394216110e-3f);
    p = plus(times(p, r), set(8.363776144e-3f));
    p = plus(times(p, r), set(4.166636345e-2f));
    p = plus(times(p, r), set(1.666657336e-1f));
    p = plus(times(p, r), set(5.000000029e-1f));
    const Vector e = plus(plus(times(times(p, r), r), r), set(1.0f));
    const Vector result = Unit::times_two_powers(e, n);
    const Vector bounded = Unit::where_below(set(88.72283f), x, set(__builtin_inff()), result);
    const Vector small = Unit::where_below(set(-87.33654f), x, bounded, Unit::zero());
    return Unit::where_nan(x, x, small);
  }

  static Vector sigmoid(Vector x) {
    const Vector e = exp(Unit::negative_magnitude(x));
    const Vector s = Unit::divide(set(1.0f), plus(set(1.0f), e));
    return Unit::where_below(x, Unit::zero(), times(e, s), s);
  }

  static Vector tanh(Vector x) {
    const Vector magnitude = Unit::magnitude(x), u = times(x, x);
    Vector p = set(-6.010648151e-3f);
    p = plus(times(p, u), set(2.093867204e-2f));
    p = minus(times(p, u), set(5.383887197e-2f));
    p = plus(times(p, u), set(1.333269420e-1f));
    p = minus(times(p, u), set(3.333332826e-1f));
    const Vector near = plus(x, times(x, times(u, p)));
    const Vector e = exp(times(set(2.0f), magnitude));
    const Vector t = minus(set(1.0f), Unit::divide(set(2.0f), plus(e, set(1.0f))));
    const Vector far = Unit::where_below(x, Unit::zero(), minus(set(-0.0f), t), t);
    return Unit::where_below(magnitude, set(0.625f), near, far);
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86
