// SPDX-License-Identifier: Apache-2.0
// SOFTMAX along the last axis; input and output of the same shape.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {

Status softmax(OperatorContext& context) {
  Tensor input, output;
  AMBULO_TRY(context.input(0, TensorType::Float32, input));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  if (input.shape.rank < 1 || !same_shape(input.shape, output.shape)) return Status::BadShape;

  kernels::SoftmaxArgs args{};
  args.input = input.as<float>();
  args.output = output.as<float>();
  args.depth = input.shape[input.shape.rank - 1];
  args.rows = static_cast<int32_t>(input.shape.count()) / args.depth;
  args.beta = context.option(schema::softmax_options::kBeta);
  context.emit(&kernels::KernelTable::softmax_f32, args);
  return Status::Ok;
}

}  // namespace ambulo::operators
