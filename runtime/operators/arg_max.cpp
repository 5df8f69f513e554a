// SPDX-License-Identifier: Apache-2.0
// ARG_MAX: the index of the largest element along one constant axis, of the first where several
// are.
#include "runtime/operators/operator_context.h"
#include "runtime/operators/selection.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

template <typename T>
void emit_arg_max(OperatorContext& context, const Tensor& input, int32_t axis, const Tensor& output,
                  kernels::KernelEntry<kernels::ArgMaxArgs<T>> kernel) {
  kernels::ArgMaxArgs<T> args{input.as<T>(),     output.data, 1,
                              input.shape[axis], 1,           output.type == TensorType::Int64};
  for (int32_t d = 0; d < axis; ++d) args.outer *= input.shape[d];
  for (int32_t d = axis + 1; d < input.shape.rank; ++d) args.inner *= input.shape[d];
  context.emit(kernel, args);
}

}  // namespace

Status arg_max(OperatorContext& context) {
  Tensor input, axes, output;
  AMBULO_TRY(context.any_input(0, input));
  AMBULO_TRY(context.constant(1, TensorType::Int32, axes));
  const bool wide = context.output_type(0) == TensorType::Int64;
  AMBULO_TRY(context.output(0, wide ? TensorType::Int64 : TensorType::Int32, output));
  if (axes.shape.count() != 1) return Status::BadShape;
  int32_t axis = 0;
  AMBULO_TRY(normalize_axis(axes.as<int32_t>()[0], input.shape.rank, axis));
  Shape expected;
  for (int32_t d = 0; d < input.shape.rank; ++d) {
    if (d != axis) expected.dims[expected.rank++] = input.shape[d];
  }
  if (!same_shape(expected, output.shape)) return Status::BadShape;
  if (input.type == TensorType::Float32) {
    emit_arg_max<float>(context, input, axis, output, &kernels::KernelTable::arg_max_f32);
  } else if (input.type == TensorType::Int8) {
    emit_arg_max<int8_t>(context, input, axis, output, &kernels::KernelTable::arg_max_s8);
  } else if (has_type(kUInt8) && input.type == TensorType::UInt8) {
    emit_arg_max<uint8_t>(context, input, axis, output, &kernels::KernelTable::arg_max_u8);
  } else {
    return Status::UnsupportedType;
  }
  return Status::Ok;
}

}  // namespace ambulo::operators
