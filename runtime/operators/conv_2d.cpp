// SPDX-License-Identifier: Apache-2.0
// CONV_2D: input (N,H,W,C), filter (O,KH,KW,C), bias (O) or absent -> output (N,H',W',O). float32;
// int8, int16 and hybrid with int8 filters.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/options.h"
#include "runtime/operators/quantization.h"
#include "runtime/operators/weights.h"

namespace ambulo::operators {
namespace {

namespace options = schema::conv_2d_options;

// Shapes and options, the same for every type.
template <typename Args>
Status set_geometry(const OperatorContext& context, const Tensor& input, const Tensor& filter,
                    const Tensor& output, Args& args) {
  if (input.shape.rank != 4 || filter.shape.rank != 4 || output.shape.rank != 4) {
    return Status::BadShape;
  }
  args.batch = input.shape[0];
  args.input_channels = input.shape[3];
  args.output_channels = filter.shape[0];
  if (filter.shape[3] != args.input_channels) return Status::BadShape;
  if (output.shape[0] != args.batch || output.shape[3] != args.output_channels) {
    return Status::BadShape;
  }
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
  kernels::Conv2dArgs args{};
  AMBULO_TRY(set_geometry(context, input, filter, output, args));
  AMBULO_TRY(context.optional_vector(2, TensorType::Float32, args.output_channels, bias));
  AMBULO_TRY(fused_clamp(context.option(options::kActivation), args.clamp));
  args.input = input.as<float>();
  args.filter = filter.as<float>();
  args.bias = bias.as<float>();
  args.output = output.as<float>();
  context.emit(&kernels::KernelTable::conv_2d_f32, args);
  return Status::Ok;
}

Status hybrid_convolution(OperatorContext& context, const Tensor& input) {
  Tensor filter, bias, output;
  AMBULO_TRY(context.input(1, TensorType::Int8, filter));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  kernels::Conv2dHybridArgs args{};
  AMBULO_TRY(set_geometry(context, input, filter, output, args));
  if (int64_t{filter.shape[1]} * filter.shape[2] * filter.shape[3] > kMaxTerms) {
    return Status::BadShape;
  }
  AMBULO_TRY(context.optional_vector(2, TensorType::Float32, args.output_channels, bias));
  ChannelScales scales;
  AMBULO_TRY(context.channel_scales(1, 0, args.output_channels, scales));
  args.asymmetric = scales.by_channel();
  AMBULO_TRY(hybrid_scales(context, 0, args.output_channels, args.scales));
  AMBULO_TRY(fused_clamp(context.option(options::kActivation), args.clamp));
  args.input = input.as<float>();
  args.filter = filter.as<int8_t>();
  args.bias = bias.as<float>();
  args.output = output.as<float>();
  context.emit(&kernels::KernelTable::conv_2d_hybrid, args);
  return Status::Ok;
}

template <typename T, typename Bias>
Status integer_convolution(OperatorContext& context, const Tensor& input,
                           kernels::KernelEntry<kernels::IntegerConv2dArgs<T, Bias>> kernel) {
  WeightedOperands operands;
  operands.input = input;
  Tensor filter;
  AMBULO_TRY(context.input(1, TensorType::Int8, filter));
  AMBULO_TRY(context.output(0, input.type, operands.output));
  kernels::IntegerConv2dArgs<T, Bias> args{};
  AMBULO_TRY(set_geometry(context, input, filter, operands.output, args));
  if (int64_t{filter.shape[1]} * filter.shape[2] * filter.shape[3] > kMaxTerms) {
    return Status::BadShape;
  }
  operands.channels = args.output_channels;
  AMBULO_TRY(integer_bias(context, operands.channels, args.bias));
  AMBULO_TRY(channel_rescale(context, operands, 0, args.rescale));
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

Status conv_2d(OperatorContext& context) {
  Tensor input;
  AMBULO_TRY(context.any_input(0, input));
  switch (input.type) {
    case TensorType::Float32:
      return context.input_type(1) == TensorType::Int8 ? hybrid_convolution(context, input)
                                                       : float_convolution(context, input);
    case TensorType::Int8:
      return integer_convolution(context, input, &kernels::KernelTable::conv_2d_s8);
    case TensorType::Int16:
      return integer_convolution(context, input, &kernels::KernelTable::conv_2d_s16);
    default:
      return Status::UnsupportedType;
  }
}

}  // namespace ambulo::operators
