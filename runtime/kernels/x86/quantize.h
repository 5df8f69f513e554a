// SPDX-License-Identifier: Apache-2.0
// From float to int8, with the reference's division and rounding.
#pragma once

#include "runtime/kernels/elementwise.h"

namespace ambulo::kernels::x86 {
namespace {

template <typename FloatUnit>
void quantize_s8(const QuantizeArgs& args) {
  constexpr size_t kLanes = FloatUnit::kLanes;
  auto* output = static_cast<int8_t*>(args.output);
  const auto scale = FloatUnit::set(args.scale);
  // Integers, so that clamping before rounding and after it are the same.
  const auto low = FloatUnit::set(static_cast<float>(-128 - args.zero_point));
  const auto high = FloatUnit::set(static_cast<float>(127 - args.zero_point));
  for (size_t i = 0; i < args.count; i += kLanes) {
    const size_t left = args.count - i;
    const auto lanes = static_cast<int32_t>(left < kLanes ? left : kLanes);
    const auto real = FloatUnit::divide(FloatUnit::load(args.input + i, lanes), scale);
    auto q = FloatUnit::where_nan(real, FloatUnit::zero(), real);
    q = FloatUnit::min(FloatUnit::max(q, low), high);
    FloatUnit::store_rounded(output + i, q, lanes, args.zero_point);
  }
}

}  // namespace
}  // namespace ambulo::kernels::x86
