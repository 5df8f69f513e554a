// SPDX-License-Identifier: Apache-2.0
// RELU, RELU6, LOGISTIC, TANH: one function of each element, output in the shape of the input.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/options.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

Status operands(OperatorContext& context, Tensor& input, Tensor& output) {
  AMBULO_TRY(context.input(0, TensorType::Float32, input));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  if (!same_shape(input.shape, output.shape)) return Status::BadShape;
  context.overwrite(0, 0);
  return Status::Ok;
}

Status unary(OperatorContext& context, kernels::KernelEntry<kernels::UnaryArgs> kernel) {
  Tensor input, output;
  AMBULO_TRY(operands(context, input, output));
  context.emit(kernel,
               kernels::UnaryArgs{input.as<float>(), output.as<float>(), input.shape.count()});
  return Status::Ok;
}

Status clamp(OperatorContext& context, schema::Activation activation) {
  Tensor input, output;
  AMBULO_TRY(operands(context, input, output));
  kernels::ClampArgs args{input.as<float>(), output.as<float>(), input.shape.count(), {}};
  AMBULO_TRY(fused_clamp(static_cast<int8_t>(activation), args.clamp));
  context.emit(&kernels::KernelTable::clamp_f32, args);
  return Status::Ok;
}

}  // namespace

Status relu(OperatorContext& context) {
  return clamp(context, schema::Activation::Relu);
}
Status relu6(OperatorContext& context) {
  return clamp(context, schema::Activation::Relu6);
}

Status logistic(OperatorContext& context) {
  return unary(context, &kernels::KernelTable::logistic_f32);
}

Status tanh(OperatorContext& context) {
  return unary(context, &kernels::KernelTable::tanh_f32);
}

}  // namespace ambulo::operators
