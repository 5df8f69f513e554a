// SPDX-License-Identifier: Apache-2.0
// What CONV_2D and DEPTHWISE_CONV_2D share: input (N,H,W,C), a filter with its taps along axes 1
// and 2, bias (O) or absent -> output (N,H',W',O). float32; int8, int16 and hybrid with int8
// filters; uint8. A Form tells them apart:
//   kOptions                  the fields of its options
//   kOutputAxis               of the filter: along it lie the output channels
//   set_channels(input, filter, args)   BadShape where they do not fit
//   terms(filter)             products in one sum
//   set_rounding(scales, hybrid args)   how it quantizes its inputs
//   kFloat, kHybrid, kInt8, kInt16      its kernels
//   Int8Args, CodedArgs, kCodedInt8     with coded weights
//   ByteArgs, kByte                     of uint8
#pragma once

#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/options.h"
#include "runtime/operators/quantization.h"
#include "runtime/operators/selection.h"
#include "runtime/operators/weights.h"

#include <type_traits>

namespace ambulo::operators {

struct ConvolutionOptions {
  schema::Scalar<int8_t> padding, activation;
  schema::Scalar<int32_t> stride_h, stride_w, dilation_h, dilation_w;
};

template <typename T>
void point_to(const Tensor& tensor, T*& out) {
  out = tensor.as<std::remove_const_t<T>>();
}

template <typename Form, typename Args>
Status set_geometry(const OperatorContext& context, const Tensor& input, const Tensor& filter,
                    const Tensor& output, Args& args) {
  if (input.shape.rank != 4 || filter.shape.rank != 4 || output.shape.rank != 4) {
    return Status::BadShape;
  }
  args.batch = input.shape[0];
  AMBULO_TRY(Form::set_channels(input.shape, filter.shape, args));
  const bool fits =
      output.shape[0] == args.batch && output.shape[3] == filter.shape[Form::kOutputAxis];
  if (!fits) return Status::BadShape;
  const int8_t padding = context.option(Form::kOptions.padding);
  AMBULO_TRY(window_axis({padding, context.option(Form::kOptions.stride_h),
                          context.option(Form::kOptions.dilation_h), filter.shape[1]},
                         input.shape[1], output.shape[1], args.rows));
  return window_axis({padding, context.option(Form::kOptions.stride_w),
                      context.option(Form::kOptions.dilation_w), filter.shape[2]},
                     input.shape[2], output.shape[2], args.columns);
}

template <typename Form, typename Args>
Status float_convolution(OperatorContext& context, const Tensor& input,
                         kernels::KernelEntry<Args> kernel) {
  Tensor filter, bias, output;
  AMBULO_TRY(context.input(1, TensorType::Float32, filter));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  Args args{};
  AMBULO_TRY(set_geometry<Form>(context, input, filter, output, args));
  const int32_t outputs = filter.shape[Form::kOutputAxis];
  AMBULO_TRY(context.optional_vector(2, TensorType::Float32, outputs, bias));
  AMBULO_TRY(fused_clamp(context.option(Form::kOptions.activation), args.clamp));
  point_to(input, args.input);
  point_to(filter, args.filter);
  point_to(bias, args.bias);
  point_to(output, args.output);
  context.emit(kernel, args);
  return Status::Ok;
}

template <typename Form, typename Args>
Status hybrid_convolution(OperatorContext& context, const Tensor& input,
                          kernels::KernelEntry<Args> kernel) {
  Tensor filter, bias, output;
  AMBULO_TRY(context.input(1, TensorType::Int8, filter));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  Args args{};
  AMBULO_TRY(set_geometry<Form>(context, input, filter, output, args));
  if (Form::terms(filter.shape) > kMaxTerms) return Status::BadShape;
  const int32_t outputs = filter.shape[Form::kOutputAxis];
  AMBULO_TRY(context.optional_vector(2, TensorType::Float32, outputs, bias));
  ChannelScales scales;
  AMBULO_TRY(context.channel_scales(1, Form::kOutputAxis, outputs, scales));
  Form::set_rounding(scales, args);
  AMBULO_TRY(hybrid_scales(context, Form::kOutputAxis, outputs, args.scales));
  AMBULO_TRY(fused_clamp(context.option(Form::kOptions.activation), args.clamp));
  point_to(input, args.input);
  point_to(filter, args.filter);
  point_to(bias, args.bias);
  point_to(output, args.output);
  context.emit(kernel, args);
  return Status::Ok;
}

template <typename Form, typename Args>
Status integer_convolution(OperatorContext& context, const Tensor& input,
                           kernels::KernelEntry<Args> kernel) {
  WeightedOperands operands;
  operands.input = input;
  Tensor filter;
  kernels::WeightCodes codes;
  AMBULO_TRY(context.weights(1, filter, codes));
  AMBULO_TRY(context.output(0, input.type, operands.output));
  Args args{};
  AMBULO_TRY(set_geometry<Form>(context, input, filter, operands.output, args));
  if (Form::terms(filter.shape) > kMaxTerms) return Status::BadShape;
  operands.channels = filter.shape[Form::kOutputAxis];
  AMBULO_TRY(integer_bias(context, operands.channels, args.bias));
  AMBULO_TRY(channel_rescale(context, operands, Form::kOutputAxis, args.rescale));
  const int8_t activation = context.option(Form::kOptions.activation);
  AMBULO_TRY(integer_clamp(activation, operands.output, args.clamp));
  point_to(input, args.input);
  point_to(filter, args.filter);
  point_to(operands.output, args.output);
  args.narrow_sums = context.has_input(2) && context.input_type(2) == TensorType::Int32;
  args.input_zero_point = input.zero_point;
  args.output_zero_point = operands.output.zero_point;
  if constexpr (kReadsCodes && std::is_same_v<Args, typename Form::Int8Args>) {
    if (codes.codes != nullptr) {
      context.emit(Form::kCodedInt8, typename Form::CodedArgs{args, codes});
      return Status::Ok;
    }
  }
  context.emit(kernel, args);
  return Status::Ok;
}

template <typename Form>
Status byte_convolution(OperatorContext& context, const Tensor& input) {
  WeightedOperands operands;
  operands.input = input;
  Tensor filter;
  AMBULO_TRY(context.input(1, TensorType::UInt8, filter));
  AMBULO_TRY(context.output(0, TensorType::UInt8, operands.output));
  typename Form::ByteArgs args{};
  AMBULO_TRY(set_geometry<Form>(context, input, filter, operands.output, args));
  if (Form::terms(filter.shape) > kMaxByteTerms) return Status::BadShape;
  operands.channels = filter.shape[Form::kOutputAxis];
  AMBULO_TRY(integer_bias(context, operands.channels, args.bias));
  AMBULO_TRY(byte_rescale(context, operands, filter, args.rescale));
  const int8_t activation = context.option(Form::kOptions.activation);
  AMBULO_TRY(integer_clamp(activation, operands.output, args.clamp));
  point_to(input, args.input);
  point_to(filter, args.filter);
  point_to(operands.output, args.output);
  args.input_zero_point = input.zero_point;
  args.weight_zero_point = filter.zero_point;
  args.output_zero_point = operands.output.zero_point;
  context.emit(Form::kByte, args);
  return Status::Ok;
}

template <typename Form>
Status convolution(OperatorContext& context) {
  Tensor input;
  AMBULO_TRY(context.any_input(0, input));
  if (input.type == TensorType::Float32 && context.input_type(1) == TensorType::Int8) {
    if constexpr (has_type(kHybrid)) return hybrid_convolution<Form>(context, input, Form::kHybrid);
    return Status::UnsupportedType;
  }
  switch (input.type) {
    case TensorType::Float32:
      if constexpr (has_type(kFloat32)) {
        return float_convolution<Form>(context, input, Form::kFloat);
      }
      break;
    case TensorType::Int8:
      if constexpr (has_type(kInt8)) return integer_convolution<Form>(context, input, Form::kInt8);
      break;
    case TensorType::Int16:
      if constexpr (has_type(kInt16))
        return integer_convolution<Form>(context, input, Form::kInt16);
      break;
    case TensorType::UInt8:
      if constexpr (has_type(kUInt8)) return byte_convolution<Form>(context, input);
      break;
    default:
      break;
  }
  return Status::UnsupportedType;
}

}  // namespace ambulo::operators
