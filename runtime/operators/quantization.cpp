// SPDX-License-Identifier: Apache-2.0
#include "runtime/operators/quantization.h"

#include "runtime/core/fixed_point.h"
#include "runtime/operators/options.h"

namespace ambulo::operators {
namespace {

// Where a real limit lies among the numbers of the tensor: rounded half away from zero.
int32_t quantized(float real, const Tensor& tensor, const kernels::IntegerClamp& range) {
  const float q = real / tensor.scale;
  if (!(q > -65536.0f)) return range.low;
  if (!(q < 65536.0f)) return range.high;
  const int32_t rounded = static_cast<int32_t>(q < 0.0f ? q - 0.5f : q + 0.5f);
  const int32_t shifted = rounded + tensor.zero_point;
  return shifted < range.low ? range.low : shifted > range.high ? range.high : shifted;
}

}  // namespace

Status rescale_by(double factor, kernels::Rescale& out) {
  return quantize_multiplier(factor, out.multiplier, out.shift) ? Status::Ok
                                                                : Status::BadQuantization;
}

kernels::IntegerClamp type_range(TensorType type) {
  switch (type) {
    case TensorType::Int8:
      return {-128, 127};
    case TensorType::UInt8:
      return {0, 255};
    default:
      return {-32768, 32767};
  }
}

Status integer_clamp(int8_t activation, const Tensor& output, kernels::IntegerClamp& out) {
  kernels::Clamp real;
  AMBULO_TRY(fused_clamp(activation, real));
  const kernels::IntegerClamp range = type_range(output.type);
  out = {quantized(real.low, output, range), quantized(real.high, output, range)};
  return Status::Ok;
}

Status check_all_quantized(const OperatorContext& context, const Tensor& a, const Tensor& b) {
  AMBULO_TRY(context.check_quantized(a));
  return context.check_quantized(b);
}

Status check_all_quantized(const OperatorContext& context, const Tensor& a, const Tensor& b,
                           const Tensor& c) {
  AMBULO_TRY(check_all_quantized(context, a, b));
  return context.check_quantized(c);
}

}  // namespace ambulo::operators
