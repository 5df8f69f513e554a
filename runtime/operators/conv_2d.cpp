// SPDX-License-Identifier: Apache-2.0
// CONV_2D: input (N,H,W,C), filter (O,KH,KW,C), bias (O) or absent -> output (N,H',W',O).
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/options.h"

namespace ambulo::operators {

Status conv_2d(OperatorContext& context) {
  namespace options = schema::conv_2d_options;
  Tensor input, filter, bias, output;
  AMBULO_TRY(context.input(0, TensorType::Float32, input));
  AMBULO_TRY(context.input(1, TensorType::Float32, filter));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  if (input.shape.rank != 4 || filter.shape.rank != 4 || output.shape.rank != 4) {
    return Status::BadShape;
  }
  const int32_t batch = input.shape[0], channels = input.shape[3], outputs = filter.shape[0];
  if (filter.shape[3] != channels) return Status::BadShape;
  if (output.shape[0] != batch || output.shape[3] != outputs) return Status::BadShape;
  AMBULO_TRY(context.optional_vector(2, TensorType::Float32, outputs, bias));

  kernels::Conv2dArgs args{};
  const int8_t padding = context.option(options::kPadding);
  AMBULO_TRY(fused_clamp(context.option(options::kActivation), args.clamp));
  AMBULO_TRY(window_axis({padding, context.option(options::kStrideH),
                          context.option(options::kDilationH), filter.shape[1]},
                         input.shape[1], output.shape[1], args.rows));
  AMBULO_TRY(window_axis({padding, context.option(options::kStrideW),
                          context.option(options::kDilationW), filter.shape[2]},
                         input.shape[2], output.shape[2], args.columns));
  args.input = input.as<float>();
  args.filter = filter.as<float>();
  args.bias = bias.as<float>();
  args.output = output.as<float>();
  args.batch = batch;
  args.input_channels = channels;
  args.output_channels = outputs;
  context.emit(&kernels::KernelTable::conv_2d_f32, args);
  return Status::Ok;
}

}  // namespace ambulo::operators
