// SPDX-License-Identifier: Apache-2.0
// TRANSPOSE: axis d of the output is axis permutation[d] of the input.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {

Status transpose(OperatorContext& context) {
  Tensor input, permutation, output;
  AMBULO_TRY(context.input(0, TensorType::Float32, input));
  AMBULO_TRY(context.constant(1, TensorType::Int32, permutation));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  const int32_t rank = input.shape.rank;
  if (output.shape.rank != rank || permutation.shape.count() != static_cast<size_t>(rank)) {
    return Status::BadShape;
  }
  kernels::StridedCopyArgs args{};
  kernels::Dims input_dims, input_strides;
  widen(input.shape, input_dims);
  dense_strides(input_dims, input_strides);
  widen(output.shape, args.dims);
  dense_strides(args.dims, args.output_strides);
  unsigned seen = 0;
  for (int32_t d = 0; d < rank; ++d) {
    int32_t from = 0;
    AMBULO_TRY(normalize_axis(permutation.as<int32_t>()[d], rank, from));
    seen |= 1u << from;
    if (output.shape[d] != input.shape[from]) return Status::BadShape;
    args.input_strides[kernel_axis(rank, d)] = input_strides[kernel_axis(rank, from)];
  }
  if (seen != (1u << rank) - 1) return Status::BadShape;
  args.input = input.as<float>();
  args.output = output.as<float>();
  context.emit(&kernels::KernelTable::strided_copy_f32, args);
  return Status::Ok;
}

}  // namespace ambulo::operators
