// SPDX-License-Identifier: Apache-2.0
// SLICE: size elements from begin on along each axis; size -1: all that are left. REVERSE_V2: the
// input read backwards along some axes. All lists are constants.
#include "runtime/operators/copy.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

int64_t element(const Tensor& list, size_t i) {
  if (list.type == TensorType::Int32) return list.as<int32_t>()[i];
  return load<int64_t>(list.as<uint8_t>() + i * sizeof(int64_t));
}

Status constant_list(OperatorContext& context, size_t i, int32_t count, Tensor& list) {
  const bool is_long = context.input_type(i) == TensorType::Int64;
  AMBULO_TRY(context.constant(i, is_long ? TensorType::Int64 : TensorType::Int32, list));
  return list.shape.count() == static_cast<size_t>(count) ? Status::Ok : Status::BadShape;
}

}  // namespace

Status slice(OperatorContext& context) {
  Tensor input, begins, sizes, output;
  AMBULO_TRY(context.any_input(0, input));
  const int32_t rank = input.shape.rank;
  AMBULO_TRY(constant_list(context, 1, rank, begins));
  AMBULO_TRY(constant_list(context, 2, rank, sizes));
  AMBULO_TRY(context.output(0, input.type, output));
  if (output.shape.rank != rank) return Status::BadShape;
  View from = dense_view(input.shape);
  for (int32_t d = 0; d < rank; ++d) {
    const int64_t begin = element(begins, static_cast<size_t>(d));
    const int64_t size = element(sizes, static_cast<size_t>(d));
    if (begin < 0 || begin > input.shape[d]) return Status::BadShape;
    const int64_t left = input.shape[d] - begin;
    if ((size == -1 ? left : size) != output.shape[d] || size > left) return Status::BadShape;
    from.start += begin * from.strides[kernel_axis(rank, d)];
  }
  kernels::Dims dims;
  widen(output.shape, dims);
  emit_copy(context, dims, input, from, output, dense_view(output.shape));
  return Status::Ok;
}

Status reverse_v2(OperatorContext& context) {
  Tensor input, axes, output;
  AMBULO_TRY(context.any_input(0, input));
  AMBULO_TRY(context.constant(1, TensorType::Int32, axes));
  AMBULO_TRY(context.output(0, input.type, output));
  if (!same_shape(input.shape, output.shape)) return Status::BadShape;
  const int32_t rank = input.shape.rank;
  View from = dense_view(input.shape);
  unsigned seen = 0;
  for (size_t i = 0; i < axes.shape.count(); ++i) {
    int32_t axis = 0;
    AMBULO_TRY(normalize_axis(axes.as<int32_t>()[i], rank, axis));
    if ((seen >> axis & 1u) != 0) return Status::BadShape;
    seen |= 1u << axis;
    int32_t& stride = from.strides[kernel_axis(rank, axis)];
    from.start += int64_t{stride} * (input.shape[axis] - 1);
    stride = -stride;
  }
  kernels::Dims dims;
  widen(output.shape, dims);
  emit_copy(context, dims, input, from, output, dense_view(output.shape));
  return Status::Ok;
}

}  // namespace ambulo::operators
