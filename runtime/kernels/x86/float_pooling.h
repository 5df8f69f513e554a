// SPDX-License-Identifier: Apache-2.0
// float32 pooling over a Unit of the instruction set, channels in the lanes: input (N,H,W,C),
// output (N,H',W',C), largest or mean of the taps inside the input.
#pragma once

#include "runtime/kernels/kernels.h"
#include "runtime/kernels/x86/pool_windows.h"

namespace ambulo::kernels::x86 {
namespace {

template <typename Unit>
struct Largest {
  using Vector = typename Unit::Vector;
  static Vector with(Vector so_far, Vector x) { return Unit::max(so_far, x); }
  static Vector result(Vector so_far, int32_t) { return so_far; }
};

template <typename Unit>
struct Mean {
  using Vector = typename Unit::Vector;
  static Vector with(Vector sum, Vector x) { return Unit::add(sum, x); }
  static Vector result(Vector sum, int32_t taps) {
    return Unit::divide(sum, Unit::set(static_cast<float>(taps)));
  }
};

template <typename Unit, template <typename> typename Pool>
void pool_floats(const PoolArgs& args) {
  const auto low = Unit::set(args.clamp.low), high = Unit::set(args.clamp.high);
  for_each_pool_window(args, [&](const PoolWindow<float>& window, float* output) {
    for (int32_t c = 0; c < args.channels; c += Unit::kLanes) {
      const int32_t left = args.channels - c, count = left < Unit::kLanes ? left : Unit::kLanes;
      auto result = Unit::load(window.first + c, count);
      window.for_each_other_tap(
          [&](const float* tap) { result = Pool<Unit>::with(result, Unit::load(tap + c, count)); });
      result = Pool<Unit>::result(result, window.rows * window.columns);
      Unit::store(output + c, Unit::min(Unit::max(result, low), high), count);
    }
  });
}

}  // namespace
}  // namespace ambulo::kernels::x86
