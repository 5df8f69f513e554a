// SPDX-License-Identifier: Apache-2.0
// QUANTIZE: from float to integers, or from one quantization to another. DEQUANTIZE: back to float,
// and from float16. Weights that are stored so are constants, which are converted once.
#include "runtime/core/fixed_point.h"
#include "runtime/operators/lookup_table.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/quantization.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

using kernels::KernelTable;

Status from_float(OperatorContext& context, const Tensor& input, const Tensor& output) {
  const kernels::QuantizeArgs args{input.as<float>(), output.data, input.shape.count(),
                                   output.scale, output.zero_point};
  switch (output.type) {
    case TensorType::Int8:
      context.emit(&KernelTable::quantize_s8, args);
      return Status::Ok;
    case TensorType::UInt8:
      context.emit(&KernelTable::quantize_u8, args);
      return Status::Ok;
    case TensorType::Int16:
      context.emit(&KernelTable::quantize_s16, args);
      return Status::Ok;
    default:
      return Status::UnsupportedType;
  }
}

// The first content of a variable: zeros, which is what variables begin with.
Status initialize_variable(OperatorContext& context, const Tensor& input) {
  Tensor list;
  AMBULO_TRY(context.constant(0, TensorType::Float16, list));
  for (size_t i = 0; i < input.shape.count(); ++i) {
    if (list.as<uint16_t>()[i] != 0) return Status::UnsupportedOperator;
  }
  return Status::Ok;
}

Status requantize(OperatorContext& context, const Tensor& input, const Tensor& output) {
  kernels::Rescale rescale;
  AMBULO_TRY(context.check_quantized(input));
  AMBULO_TRY(rescale_by(double{input.scale} / double{output.scale}, rescale));
  const kernels::IntegerClamp clamp = type_range(output.type);
  const size_t count = input.shape.count();
  const int16_t* from = input.as<int16_t>();
  if (is_byte(input.type) && is_byte(output.type)) {
    context.overwrite(0, 0);
    emit_table(context, input, output, clamp, [&](int32_t q) {
      return int64_t{
                 multiply_by_quantized(q - input.zero_point, rescale.multiplier, rescale.shift)} +
             output.zero_point;
    });
  } else if (input.type == TensorType::Int16 && output.type == TensorType::Int8) {
    context.emit(&KernelTable::rescale_s16_s8,
                 kernels::RescaleS16ToS8Args{from, output.as<int8_t>(), count, rescale, rescale,
                                             output.zero_point, clamp});
  } else if (input.type == TensorType::Int16 && output.type == TensorType::Int16) {
    context.overwrite(0, 0);
    context.emit(&KernelTable::rescale_s16_s16,
                 kernels::RescaleS16ToS16Args{from, output.as<int16_t>(), count, rescale, rescale,
                                              0, clamp});
  } else {
    return Status::UnsupportedType;
  }
  return Status::Ok;
}

}  // namespace

Status quantize(OperatorContext& context) {
  Tensor input, output;
  AMBULO_TRY(context.any_input(0, input));
  AMBULO_TRY(context.output(0, context.output_type(0), output));
  if (!same_shape(input.shape, output.shape)) return Status::BadShape;
  AMBULO_TRY(context.check_quantized(output));
  return input.type == TensorType::Float32 ? from_float(context, input, output)
                                           : requantize(context, input, output);
}

Status dequantize(OperatorContext& context) {
  Tensor input, output;
  AMBULO_TRY(context.any_input(0, input));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  if (!same_shape(input.shape, output.shape)) return Status::BadShape;
  if (context.writes_variable(0)) return initialize_variable(context, input);
  const kernels::DequantizeArgs args{input.data, output.as<float>(), input.shape.count(),
                                     input.scale, input.zero_point};
  if (input.type == TensorType::Float16) {
    context.emit(&KernelTable::dequantize_f16, args);
    return Status::Ok;
  }
  AMBULO_TRY(context.check_quantized(input));
  switch (input.type) {
    case TensorType::Int8:
      context.emit(&KernelTable::dequantize_s8, args);
      return Status::Ok;
    case TensorType::UInt8:
      context.emit(&KernelTable::dequantize_u8, args);
      return Status::Ok;
    default:
      context.emit(&KernelTable::dequantize_s16, args);
      return Status::Ok;
  }
}

}  // namespace ambulo::operators
