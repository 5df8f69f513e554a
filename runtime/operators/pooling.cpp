// SPDX-License-Identifier: Apache-2.0
// MAX_POOL_2D, AVERAGE_POOL_2D: input (N,H,W,C) -> output (N,H',W',C); float32, int8, int16, uint8.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/options.h"
#include "runtime/operators/quantization.h"
#include "runtime/operators/selection.h"

namespace ambulo::operators {
namespace {

namespace options = schema::pool_2d_options;

Status set_clamp(int8_t activation, const Tensor&, kernels::Clamp& out) {
  return fused_clamp(activation, out);
}
Status set_clamp(int8_t activation, const Tensor& output, kernels::IntegerClamp& out) {
  return integer_clamp(activation, output, out);
}

// Nothing is rescaled: integers keep their scale and zero point.
Status check_same_numbers(const OperatorContext& context, const Tensor& a, const Tensor& b) {
  if (a.type == TensorType::Float32) return Status::Ok;
  AMBULO_TRY(check_all_quantized(context, a, b));
  const bool same = a.scale == b.scale && a.zero_point == b.zero_point;
  return same ? Status::Ok : Status::BadQuantization;
}

template <typename T, typename Args>
Status pool(OperatorContext& context, const Tensor& input, kernels::KernelEntry<Args> kernel) {
  Tensor output;
  AMBULO_TRY(context.output(0, input.type, output));
  if (input.shape.rank != 4 || output.shape.rank != 4) return Status::BadShape;
  if (output.shape[0] != input.shape[0] || output.shape[3] != input.shape[3]) {
    return Status::BadShape;
  }
  AMBULO_TRY(check_same_numbers(context, input, output));
  Args args{};
  const int8_t padding = context.option(options::kPadding);
  AMBULO_TRY(set_clamp(context.option(options::kActivation), output, args.clamp));
  AMBULO_TRY(window_axis(
      {padding, context.option(options::kStrideH), 1, context.option(options::kFilterH)},
      input.shape[1], output.shape[1], args.rows));
  AMBULO_TRY(window_axis(
      {padding, context.option(options::kStrideW), 1, context.option(options::kFilterW)},
      input.shape[2], output.shape[2], args.columns));
  args.input = input.as<T>();
  args.output = output.as<T>();
  args.batch = input.shape[0];
  args.channels = input.shape[3];
  if (!context.was_fused()) context.emit(kernel, args);
  return Status::Ok;
}

Status pool_of_any_type(OperatorContext& context, kernels::KernelEntry<kernels::PoolArgs> f32,
                        kernels::KernelEntry<kernels::PoolS8Args> s8,
                        kernels::KernelEntry<kernels::PoolS16Args> s16,
                        kernels::KernelEntry<kernels::PoolU8Args> u8) {
  Tensor input;
  AMBULO_TRY(context.any_input(0, input));
  switch (input.type) {
    case TensorType::Float32:
      if constexpr (has_type(kFloat32)) return pool<float>(context, input, f32);
      break;
    case TensorType::Int8:
      if constexpr (has_type(kInt8)) return pool<int8_t>(context, input, s8);
      break;
    case TensorType::Int16:
      if constexpr (has_type(kInt16)) return pool<int16_t>(context, input, s16);
      break;
    case TensorType::UInt8:
      if constexpr (has_type(kUInt8)) return pool<uint8_t>(context, input, u8);
      break;
    default:
      break;
  }
  return Status::UnsupportedType;
}

}  // namespace

Status max_pool_2d(OperatorContext& context) {
  return pool_of_any_type(
      context, &kernels::KernelTable::max_pool_2d_f32, &kernels::KernelTable::max_pool_2d_s8,
      &kernels::KernelTable::max_pool_2d_s16, &kernels::KernelTable::max_pool_2d_u8);
}

Status average_pool_2d(OperatorContext& context) {
  return pool_of_any_type(context, &kernels::KernelTable::average_pool_2d_f32,
                          &kernels::KernelTable::average_pool_2d_s8,
                          &kernels::KernelTable::average_pool_2d_s16,
                          &kernels::KernelTable::average_pool_2d_u8);
}

}  // namespace ambulo::operators
