// SPDX-License-Identifier: Apache-2.0
// UNIDIRECTIONAL_SEQUENCE_LSTM: float32, hybrid (int8 weights) and int8. Without peepholes,
// projection, layer normalisation, coupled input gate or diagonal weights: those are
// UnsupportedOperator.
#include "runtime/kernels/quantized.h"
#include "runtime/operators/lstm.h"

namespace ambulo::operators {
namespace {

namespace operand = schema::lstm_operand;

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
         context.option(lstm_option::kDiagonalRecurrentTensors) == 0 &&
         context.option(lstm_option::kActivation) == static_cast<int8_t>(schema::Activation::Tanh);
}

// What float and hybrid have in common: all but the weights.
template <typename Args>
Status set_float_operands(OperatorContext& context, const Tensor& input, const Tensor& output,
                          Args& args) {
  AMBULO_TRY(set_lstm_geometry(context, input, output, args));
  args.cell_clip = context.option(lstm_option::kCellClip);
  for (size_t gate = 0; gate < kLstmGates; ++gate) {
    AMBULO_TRY(lstm_vector(context, operand::kInputGateBias + gate, TensorType::Float32, args.cells,
                           args.bias[gate]));
  }
  Tensor hidden, cell;
  AMBULO_TRY(lstm_state(context, operand::kOutputState, TensorType::Float32, args, hidden));
  AMBULO_TRY(lstm_state(context, operand::kCellState, TensorType::Float32, args, cell));
  args.hidden = hidden.as<float>();
  args.cell = cell.as<float>();
  args.input = input.as<float>();
  args.output = output.as<float>();
  return Status::Ok;
}

template <typename Args>
Status set_weights(OperatorContext& context, TensorType type, Args& args) {
  for (size_t gate = 0; gate < kLstmGates; ++gate) {
    AMBULO_TRY(lstm_matrix(context, operand::kInputToInputWeights + gate, type, args.cells,
                           args.inputs, args.weights[gate]));
    AMBULO_TRY(lstm_matrix(context, operand::kRecurrentToInputWeights + gate, type, args.cells,
                           args.cells, args.recurrent[gate]));
  }
  return Status::Ok;
}

Status float_lstm(OperatorContext& context, const Tensor& input, const Tensor& output) {
  kernels::LstmArgs args{};
  AMBULO_TRY(set_float_operands(context, input, output, args));
  AMBULO_TRY(set_weights(context, TensorType::Float32, args));
  context.emit(&kernels::KernelTable::unidirectional_sequence_lstm_f32, args);
  return Status::Ok;
}

Status hybrid_lstm(OperatorContext& context, const Tensor& input, const Tensor& output) {
  kernels::LstmHybridArgs args{};
  AMBULO_TRY(set_float_operands(context, input, output, args));
  AMBULO_TRY(set_weights(context, TensorType::Int8, args));
  for (size_t gate = 0; gate < kLstmGates; ++gate) {
    ChannelScales weights, recurrent;
    AMBULO_TRY(context.channel_scales(operand::kInputToInputWeights + gate, 0, 1, weights));
    AMBULO_TRY(context.channel_scales(operand::kRecurrentToInputWeights + gate, 0, 1, recurrent));
    args.weight_scales[gate] = weights[0];
    args.recurrent_scales[gate] = recurrent[0];
  }
  args.asymmetric = context.option(lstm_option::kAsymmetricQuantizeInputs) != 0;
  context.emit(&kernels::KernelTable::unidirectional_sequence_lstm_hybrid, args);
  return Status::Ok;
}

}  // namespace

Status unidirectional_sequence_lstm(OperatorContext& context) {
  if (!plain_form(context)) return Status::UnsupportedOperator;
  Tensor input, output;
  AMBULO_TRY(context.any_input(operand::kInput, input));
  AMBULO_TRY(context.output(0, input.type, output));
  if (input.type == TensorType::Int8) return integer_lstm(context, input, output);
  if (input.type != TensorType::Float32) return Status::UnsupportedType;
  return context.input_type(operand::kInputToInputWeights) == TensorType::Int8
             ? hybrid_lstm(context, input, output)
             : float_lstm(context, input, output);
}

}  // namespace ambulo::operators
