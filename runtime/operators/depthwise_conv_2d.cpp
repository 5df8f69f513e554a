// SPDX-License-Identifier: Apache-2.0
// DEPTHWISE_CONV_2D: input (N,H,W,C), filter (1,KH,KW,C*M), bias (C*M) or absent ->
// output (N,H',W',C*M). The multiplier M follows from the shapes. float32; int8, int16 and
// hybrid with int8 filters.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/options.h"
#include "runtime/operators/quantization.h"
#include "runtime/operators/weights.h"

namespace ambulo::operators {
namespace {

namespace options = schema::depthwise_conv_2d_options;

// Shapes and options, the same for every type.
template <typename Args>
Status set_geometry(const OperatorContext& context, const Tensor& input, const Tensor& filter,
                    const Tensor& output, Args& args) {
  if (input.shape.rank != 4 || filter.shape.rank != 4 || output.shape.rank != 4) {
    return Status::BadShape;
  }
  const int32_t outputs = filter.shape[3];
  args.batch = input.shape[0];
  args.channels = input.shape[3];
  if (filter.shape[0] != 1 || outputs % args.channels != 0) return Status::BadShape;
  if (output.shape[0] != args.batch || output.shape[3] != outputs) return Status::BadShape;
  args.multiplier = outputs / args.channels;
  const int8_t padding = context.option(options::kPadding);
  AMBULO_TRY(window_axis({padding, context.option(options::kStrideH),
                          context.option(options::kDilationH), filter.shape[1]},
                         input.shape[1], output.shape[1], args.rows));
  return window_axis({padding, context.option(options::kStrideW),
                      context.option(options::kDilationW), filter.shape[2]},
                     input.shape[2], output.shape[2], args.columns);
}

Status float_convolution(OperatorContext& context, const Tensor& input) {
  Tensor filter, bias, output;
  AMBULO_TRY(context.input(1, TensorType::Float32, filter));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  kernels::DepthwiseConv2dArgs args{};
  AMBULO_TRY(set_geometry(context, input, filter, output, args));
  AMBULO_TRY(context.optional_vector(2, TensorType::Float32, filter.shape[3], bias));
  AMBULO_TRY(fused_clamp(context.option(options::kActivation), args.clamp));
  args.input = input.as<float>();
  args.filter = filter.as<float>();
  args.bias = bias.as<float>();
  args.output = output.as<float>();
  context.emit(&kernels::KernelTable::depthwise_conv_2d_f32, args);
  return Status::Ok;
}

Status hybrid_convolution(OperatorContext& context, const Tensor& input) {
  Tensor filter, bias, output;
  AMBULO_TRY(context.input(1, TensorType::Int8, filter));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  kernels::DepthwiseConv2dHybridArgs args{};
  AMBULO_TRY(set_geometry(context, input, filter, output, args));
  const int32_t outputs = filter.shape[3];
  if (int64_t{filter.shape[1]} * filter.shape[2] > kMaxTerms) return Status::BadShape;
  AMBULO_TRY(context.optional_vector(2, TensorType::Float32, outputs, bias));
  AMBULO_TRY(hybrid_scales(context, 3, outputs, args.scales));
  AMBULO_TRY(fused_clamp(context.option(options::kActivation), args.clamp));
  args.input = input.as<float>();
  args.filter = filter.as<int8_t>();
  args.bias = bias.as<float>();
  args.output = output.as<float>();
  context.emit(&kernels::KernelTable::depthwise_conv_2d_hybrid, args);
  return Status::Ok;
}

template <typename T, typename Bias>
Status integer_convolution(
    OperatorContext& context, const Tensor& input,
    kernels::KernelEntry<kernels::IntegerDepthwiseConv2dArgs<T, Bias>> kernel) {
  WeightedOperands operands;
  operands.input = input;
  Tensor filter;
  AMBULO_TRY(context.input(1, TensorType::Int8, filter));
  AMBULO_TRY(context.output(0, input.type, operands.output));
  kernels::IntegerDepthwiseConv2dArgs<T, Bias> args{};
  AMBULO_TRY(set_geometry(context, input, filter, operands.output, args));
  if (int64_t{filter.shape[1]} * filter.shape[2] > kMaxTerms) return Status::BadShape;
  operands.channels = filter.shape[3];
  AMBULO_TRY(integer_bias(context, operands.channels, args.bias));
  AMBULO_TRY(channel_rescale(context, operands, 3, args.rescale));
  AMBULO_TRY(integer_clamp(context.option(options::kActivation), operands.output, args.clamp));
  args.input = input.as<T>();
  args.filter = filter.as<int8_t>();
  args.output = operands.output.as<T>();
  args.narrow_sums = context.has_input(2) && context.input_type(2) == TensorType::Int32;
  args.input_zero_point = input.zero_point;
  args.output_zero_point = operands.output.zero_point;
  context.emit(kernel, args);
  return Status::Ok;
}

}  // namespace

Status depthwise_conv_2d(OperatorContext& context) {
  Tensor input;
  AMBULO_TRY(context.any_input(0, input));
  switch (input.type) {
    case TensorType::Float32:
      return context.input_type(1) == TensorType::Int8 ? hybrid_convolution(context, input)
                                                       : float_convolution(context, input);
    case TensorType::Int8:
      return integer_convolution(context, input, &kernels::KernelTable::depthwise_conv_2d_s8);
    case TensorType::Int16:
      return integer_convolution(context, input, &kernels::KernelTable::depthwise_conv_2d_s16);
    default:
      return Status::UnsupportedType;
  }
}

}  // namespace ambulo::operators
