// SPDX-License-Identifier: Apache-2.0
// UNIDIRECTIONAL_SEQUENCE_LSTM: operands in schema::lstm_operand. Without peepholes, projection,
// layer normalisation, coupled input gate or diagonal weights: those are UnsupportedOperator.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

namespace operand = schema::lstm_operand;
namespace options = schema::unidirectional_sequence_lstm_options;

constexpr size_t kGates = 4;

bool plain_form(const OperatorContext& context) {
  constexpr int32_t kAbsent[] = {
      operand::kCellToInputWeights, operand::kCellToForgetWeights, operand::kCellToOutputWeights,
      operand::kProjectionWeights,  operand::kProjectionBias,      operand::kInputLayerNorm,
      operand::kForgetLayerNorm,    operand::kCellLayerNorm,       operand::kOutputLayerNorm};
  for (const int32_t i : kAbsent) {
    if (context.has_input(static_cast<size_t>(i))) return false;
  }
  // Without input gate weights the gate is 1 - forget gate.
  return context.has_input(operand::kInputToInputWeights) &&
         context.has_input(operand::kRecurrentToInputWeights) &&
         context.option(options::kDiagonalRecurrentTensors) == 0 &&
         context.option(options::kActivation) == static_cast<int8_t>(schema::Activation::Tanh);
}

Status matrix(OperatorContext& context, size_t i, int32_t rows, int32_t columns,
              const float*& out) {
  Tensor tensor;
  AMBULO_TRY(context.input(i, TensorType::Float32, tensor));
  const Shape& shape = tensor.shape;
  if (shape.rank != 2 || shape[0] != rows || shape[1] != columns) return Status::BadShape;
  out = tensor.as<float>();
  return Status::Ok;
}

Status vector(OperatorContext& context, size_t i, int32_t count, const float*& out) {
  Tensor tensor;
  AMBULO_TRY(context.input(i, TensorType::Float32, tensor));
  if (tensor.shape.count() != static_cast<size_t>(count)) return Status::BadShape;
  out = tensor.as<float>();
  return Status::Ok;
}

Status state(OperatorContext& context, size_t i, const kernels::LstmArgs& args, float*& out) {
  Tensor tensor;
  AMBULO_TRY(context.variable(i, TensorType::Float32, tensor));
  const size_t count = static_cast<size_t>(args.batch) * static_cast<size_t>(args.cells);
  if (tensor.shape.count() != count) return Status::BadShape;
  out = tensor.as<float>();
  return Status::Ok;
}

}  // namespace

Status unidirectional_sequence_lstm(OperatorContext& context) {
  if (!plain_form(context)) return Status::UnsupportedOperator;
  Tensor input, output;
  AMBULO_TRY(context.input(operand::kInput, TensorType::Float32, input));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  if (input.shape.rank != 3 || output.shape.rank != 3) return Status::BadShape;
  if (output.shape[0] != input.shape[0] || output.shape[1] != input.shape[1]) {
    return Status::BadShape;
  }
  const bool time_major = context.option(options::kTimeMajor) != 0;
  kernels::LstmArgs args{};
  args.batch = input.shape[time_major ? 1 : 0];
  args.steps = input.shape[time_major ? 0 : 1];
  args.inputs = input.shape[2];
  args.cells = output.shape[2];
  args.batch_stride = time_major ? 1 : args.steps;
  args.step_stride = time_major ? args.batch : 1;
  args.cell_clip = context.option(options::kCellClip);
  for (size_t gate = 0; gate < kGates; ++gate) {
    AMBULO_TRY(matrix(context, operand::kInputToInputWeights + gate, args.cells, args.inputs,
                      args.weights[gate]));
    AMBULO_TRY(matrix(context, operand::kRecurrentToInputWeights + gate, args.cells, args.cells,
                      args.recurrent[gate]));
    AMBULO_TRY(vector(context, operand::kInputGateBias + gate, args.cells, args.bias[gate]));
  }
  AMBULO_TRY(state(context, operand::kOutputState, args, args.hidden));
  AMBULO_TRY(state(context, operand::kCellState, args, args.cell));
  args.input = input.as<float>();
  args.output = output.as<float>();
  context.emit(&kernels::KernelTable::unidirectional_sequence_lstm_f32, args);
  return Status::Ok;
}

}  // namespace ambulo::operators
