// SPDX-License-Identifier: Apache-2.0
// RESHAPE, EXPAND_DIMS, SQUEEZE: the same elements under the shape that the file gives the output.
// The output takes the memory of the input where it can; then nothing is left to run.
#include "runtime/operators/copy.h"
#include "runtime/operators/declared_shape.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {

Status expand_dims(OperatorContext& context) {
  Tensor input, output;
  AMBULO_TRY(context.any_input(0, input));
  AMBULO_TRY(context.output(0, input.type, output));
  if (input.shape.count() != output.shape.count()) return Status::BadShape;
  if (context.share(0, 0)) return Status::Ok;
  kernels::Dims dims;
  widen(output.shape, dims);
  const View view = dense_view(output.shape);
  emit_copy(context, dims, input, view, output, view);
  return Status::Ok;
}

Status squeeze(OperatorContext& context) {
  return expand_dims(context);
}

Status reshape(OperatorContext& context) {
  if (context.has_input(1)) AMBULO_TRY(check_declared_shape(context, 1));
  return expand_dims(context);
}

}  // namespace ambulo::operators
