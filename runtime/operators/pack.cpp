// SPDX-License-Identifier: Apache-2.0
// PACK: tensors of one shape, stacked along a new axis. UNPACK: the slices of a tensor along an
// axis that the outputs do not have.
#include "runtime/operators/copy.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

// The shape without one axis.
Shape without(const Shape& shape, int32_t axis) {
  Shape rest;
  for (int32_t d = 0; d < shape.rank; ++d) {
    if (d != axis) rest.dims[rest.rank++] = shape[d];
  }
  return rest;
}

// A view of slice `index` along the axis, along the axes of the rest.
View slice_view(const Shape& shape, int32_t axis, int64_t index) {
  const View whole = dense_view(shape);
  View view;
  view.start = index * whole.strides[kernel_axis(shape.rank, axis)];
  for (int32_t d = 0, to = 0; d < shape.rank; ++d) {
    if (d == axis) continue;
    view.strides[kernel_axis(shape.rank - 1, to++)] = whole.strides[kernel_axis(shape.rank, d)];
  }
  return view;
}

}  // namespace

Status pack(OperatorContext& context) {
  Tensor output;
  AMBULO_TRY(context.output(0, context.output_type(0), output));
  int32_t axis = 0;
  AMBULO_TRY(normalize_axis(context.option(schema::pack_options::kAxis), output.shape.rank, axis));
  const size_t count = static_cast<size_t>(output.shape[axis]);
  if (context.input_count() != count) return Status::BadShape;
  for (size_t i = 0; i < count; ++i) {
    Tensor input;
    AMBULO_TRY(context.input(i, output.type, input));
    if (!same_quantization(input, output)) return Status::BadQuantization;
    if (!same_shape(input.shape, without(output.shape, axis))) return Status::BadShape;
    kernels::Dims dims;
    widen(input.shape, dims);
    emit_copy(context, dims, input, dense_view(input.shape), output,
              slice_view(output.shape, axis, static_cast<int64_t>(i)));
  }
  return Status::Ok;
}

Status unpack(OperatorContext& context) {
  Tensor input;
  AMBULO_TRY(context.any_input(0, input));
  int32_t axis = 0;
  AMBULO_TRY(normalize_axis(context.option(schema::unpack_options::kAxis), input.shape.rank, axis));
  const size_t count = static_cast<size_t>(input.shape[axis]);
  if (context.output_count() != count) return Status::BadShape;
  for (size_t i = 0; i < count; ++i) {
    Tensor output;
    AMBULO_TRY(context.output(i, input.type, output));
    if (!same_quantization(input, output)) return Status::BadQuantization;
    if (!same_shape(output.shape, without(input.shape, axis))) return Status::BadShape;
    kernels::Dims dims;
    widen(output.shape, dims);
    emit_copy(context, dims, input, slice_view(input.shape, axis, static_cast<int64_t>(i)), output,
              dense_view(output.shape));
  }
  return Status::Ok;
}

}  // namespace ambulo::operators
