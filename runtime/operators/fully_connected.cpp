// SPDX-License-Identifier: Apache-2.0
// FULLY_CONNECTED: weights (O,I), bias (O) or absent. The input has any shape whose elements are
// rows of I; the output has one row of O for each, as (batch,O) or with the dimensions kept.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/options.h"

namespace ambulo::operators {

Status fully_connected(OperatorContext& context) {
  namespace options = schema::fully_connected_options;
  Tensor input, weights, bias, output;
  AMBULO_TRY(context.input(0, TensorType::Float32, input));
  AMBULO_TRY(context.input(1, TensorType::Float32, weights));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  if (context.option(options::kWeightsFormat) !=
      static_cast<int8_t>(schema::WeightsFormat::Default)) {
    return Status::UnsupportedOperator;
  }
  if (weights.shape.rank != 2 || output.shape.rank < 1) return Status::BadShape;
  const int32_t outputs = weights.shape[0], inputs = weights.shape[1];
  const size_t batch = input.shape.count() / static_cast<size_t>(inputs);
  if (batch * static_cast<size_t>(inputs) != input.shape.count()) return Status::BadShape;
  if (output.shape[output.shape.rank - 1] != outputs) return Status::BadShape;
  if (output.shape.count() != batch * static_cast<size_t>(outputs)) return Status::BadShape;
  if (context.option(options::kKeepNumDims) != 0 && output.shape.rank != input.shape.rank) {
    return Status::BadShape;
  }
  AMBULO_TRY(context.optional_vector(2, TensorType::Float32, outputs, bias));

  kernels::FullyConnectedArgs args{};
  AMBULO_TRY(fused_clamp(context.option(options::kActivation), args.clamp));
  args.input = input.as<float>();
  args.weights = weights.as<float>();
  args.bias = bias.as<float>();
  args.output = output.as<float>();
  args.batch = static_cast<int32_t>(batch);
  args.inputs = inputs;
  args.outputs = outputs;
  context.emit(&kernels::KernelTable::fully_connected_f32, args);
  return Status::Ok;
}

}  // namespace ambulo::operators
