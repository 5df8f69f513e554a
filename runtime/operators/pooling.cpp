// SPDX-License-Identifier: Apache-2.0
// MAX_POOL_2D, AVERAGE_POOL_2D: input (N,H,W,C) -> output (N,H',W',C).
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/options.h"

namespace ambulo::operators {
namespace {

Status pool(OperatorContext& context, kernels::KernelEntry<kernels::PoolArgs> kernel) {
  namespace options = schema::pool_2d_options;
  Tensor input, output;
  AMBULO_TRY(context.input(0, TensorType::Float32, input));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  if (input.shape.rank != 4 || output.shape.rank != 4) return Status::BadShape;
  if (output.shape[0] != input.shape[0] || output.shape[3] != input.shape[3]) {
    return Status::BadShape;
  }
  kernels::PoolArgs args{};
  const int8_t padding = context.option(options::kPadding);
  AMBULO_TRY(fused_clamp(context.option(options::kActivation), args.clamp));
  AMBULO_TRY(window_axis(
      {padding, context.option(options::kStrideH), 1, context.option(options::kFilterH)},
      input.shape[1], output.shape[1], args.rows));
  AMBULO_TRY(window_axis(
      {padding, context.option(options::kStrideW), 1, context.option(options::kFilterW)},
      input.shape[2], output.shape[2], args.columns));
  args.input = input.as<float>();
  args.output = output.as<float>();
  args.batch = input.shape[0];
  args.channels = input.shape[3];
  context.emit(kernel, args);
  return Status::Ok;
}

}  // namespace

Status max_pool_2d(OperatorContext& context) {
  return pool(context, &kernels::KernelTable::max_pool_2d_f32);
}

Status average_pool_2d(OperatorContext& context) {
  return pool(context, &kernels::KernelTable::average_pool_2d_f32);
}

}  // namespace ambulo::operators
