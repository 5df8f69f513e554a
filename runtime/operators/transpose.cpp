// SPDX-License-Identifier: Apache-2.0
// TRANSPOSE: axis d of the output is axis permutation[d] of the input.
#include "runtime/operators/copy.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {

Status transpose(OperatorContext& context) {
  Tensor input, permutation, output;
  AMBULO_TRY(context.any_input(0, input));
  AMBULO_TRY(context.constant(1, TensorType::Int32, permutation));
  AMBULO_TRY(context.output(0, input.type, output));
  const int32_t rank = input.shape.rank;
  if (output.shape.rank != rank || permutation.shape.count() != static_cast<size_t>(rank)) {
    return Status::BadShape;
  }
  const View input_view = dense_view(input.shape);
  View from;
  unsigned seen = 0;
  for (int32_t d = 0; d < rank; ++d) {
    int32_t axis = 0;
    AMBULO_TRY(normalize_axis(permutation.as<int32_t>()[d], rank, axis));
    seen |= 1u << axis;
    if (output.shape[d] != input.shape[axis]) return Status::BadShape;
    from.strides[kernel_axis(rank, d)] = input_view.strides[kernel_axis(rank, axis)];
  }
  if (seen != (1u << rank) - 1) return Status::BadShape;
  kernels::Dims dims;
  widen(output.shape, dims);
  emit_copy(context, dims, input, from, output, dense_view(output.shape));
  return Status::Ok;
}

}  // namespace ambulo::operators
