// SPDX-License-Identifier: Apache-2.0
// FILL: an output full of one value. SHAPE: the sizes of its operand, as numbers.
#include "runtime/operators/copy.h"
#include "runtime/operators/declared_shape.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {

Status fill(OperatorContext& context) {
  Tensor value, output;
  AMBULO_TRY(check_declared_shape(context, 0));
  AMBULO_TRY(context.any_input(1, value));
  AMBULO_TRY(context.output(0, value.type, output));
  if (value.shape.count() != 1) return Status::BadShape;
  kernels::Dims dims;
  widen(output.shape, dims);
  emit_copy(context, dims, value, View{}, output, dense_view(output.shape));
  return Status::Ok;
}

// No step: the result is known, so it is written here.
Status shape(OperatorContext& context) {
  Tensor input, output;
  AMBULO_TRY(context.any_input(0, input));
  const bool is_long = context.output_type(0) == TensorType::Int64;
  AMBULO_TRY(context.output(0, is_long ? TensorType::Int64 : TensorType::Int32, output));
  if (output.shape.rank != 1 || output.shape[0] != input.shape.rank) return Status::BadShape;
  for (int d = 0; output.data != nullptr && d < input.shape.rank; ++d) {
    if (is_long)
      output.as<int64_t>()[d] = input.shape[d];
    else
      output.as<int32_t>()[d] = input.shape[d];
  }
  return Status::Ok;
}

}  // namespace ambulo::operators
