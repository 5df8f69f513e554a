// SPDX-License-Identifier: Apache-2.0
#include "runtime/operators/options.h"

namespace ambulo::operators {
namespace {

constexpr int64_t kMaxStep = 1 << 16;    // of stride and dilation
constexpr int64_t kMaxExtent = 1 << 30;  // so that kernels may add positions in 32 bits

}  // namespace

Status fused_clamp(int8_t activation, kernels::Clamp& out) {
  const float infinity = __builtin_inff();
  switch (static_cast<schema::Activation>(activation)) {
    case schema::Activation::None:
      out = {-infinity, infinity};
      return Status::Ok;
    case schema::Activation::Relu:
      out = {0.0f, infinity};
      return Status::Ok;
    case schema::Activation::ReluN1To1:
      out = {-1.0f, 1.0f};
      return Status::Ok;
    case schema::Activation::Relu6:
      out = {0.0f, 6.0f};
      return Status::Ok;
    default:
      return Status::UnsupportedOperator;
  }
}

Status window_axis(const WindowOptions& options, int32_t input, int32_t output,
                   kernels::WindowAxis& out) {
  const int64_t stride = options.stride, dilation = options.dilation, filter = options.filter;
  if (stride < 1 || stride > kMaxStep || dilation < 1 || dilation > kMaxStep || filter < 1) {
    return Status::BadShape;
  }
  const int64_t extent = (filter - 1) * dilation + 1;  // of one window in the input
  if (extent > kMaxExtent || input > kMaxExtent) return Status::BadShape;

  int64_t expected = 0, pad = 0;
  switch (static_cast<schema::Padding>(options.padding)) {
    case schema::Padding::Same: {
      expected = (input + stride - 1) / stride;
      const int64_t missing = (expected - 1) * stride + extent - input;
      pad = missing > 0 ? missing / 2 : 0;  // an odd one goes to the end
      break;
    }
    case schema::Padding::Valid:
      expected = input < extent ? 0 : (input - extent) / stride + 1;
      break;
    default:
      return Status::BadModel;
  }
  if (expected != output) return Status::BadShape;
  out = {input,          output,           options.filter,
         options.stride, options.dilation, static_cast<int32_t>(pad)};
  return Status::Ok;
}

}  // namespace ambulo::operators
