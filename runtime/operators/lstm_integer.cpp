// SPDX-License-Identifier: Apache-2.0
// int8 UNIDIRECTIONAL_SEQUENCE_LSTM with int16 cell state, as TFLite's converter writes it: gates
// are summed in Q3.12, the cell's scale is a power of two, and intermediate 4 has the scale and
// zero point of the hidden state.
#include "runtime/core/rounding.h"
#include "runtime/kernels/quantized.h"
#include "runtime/operators/lstm.h"
#include "runtime/operators/quantization.h"
#include "runtime/operators/selection.h"

namespace ambulo::operators {
namespace {

namespace operand = schema::lstm_operand;

constexpr size_t kHiddenIntermediate = 4;
constexpr int32_t kMaxTerms = 1 << 16;  // of an int32 sum of int8 products
constexpr float kGateScale = 1.0f / 4096.0f;
constexpr int32_t kMaxCellIntegerBits = 6;

struct Matrix {
  const int8_t* weights = nullptr;
  kernels::WeightCodes codes = {};

  int8_t operator[](size_t i) const {
    return codes.codes == nullptr ? weights[i] : kernels::decoded(codes, i);
  }
};

// Bias and what the zero point adds to each row: bias - zero_point * sum(row). REQUIRES: weights
// and bias are constants.
const int32_t* effective_bias(OperatorContext& context, const Matrix& matrix, int32_t rows,
                              int32_t columns, int32_t zero_point, const int32_t* bias) {
  int32_t* out = context.persistent<int32_t>(static_cast<size_t>(rows));
  if (out == nullptr) return nullptr;
  size_t i = 0;
  for (int32_t r = 0; r < rows; ++r) {
    int32_t sum = 0;
    for (int32_t c = 0; c < columns; ++c) sum += matrix[i++];
    const auto shift = static_cast<uint32_t>(-zero_point * sum);
    const uint32_t start = bias == nullptr ? 0 : static_cast<uint32_t>(bias[r]);
    out[r] = static_cast<int32_t>(start + shift);
  }
  return out;
}

struct Product {         // of a vector and one gate's matrix
  size_t weights, bias;  // operands; bias 0: none
  float scale;           // of the vector
  int32_t zero_point, columns;
};

// The factor is computed in float, as LiteRT does it.
Status set_product(OperatorContext& context, const Product& product, int32_t cells, Matrix& matrix,
                   const int32_t*& bias, kernels::Rescale& rescale) {
  AMBULO_TRY(
      lstm_weights(context, product.weights, cells, product.columns, matrix.weights, matrix.codes));
  if (!context.is_known(product.weights)) return Status::UnsupportedOperator;
  ChannelScales scales;
  AMBULO_TRY(context.channel_scales(product.weights, 0, 1, scales));
  AMBULO_TRY(rescale_by(double{scales[0] * product.scale / kGateScale}, rescale));
  const int32_t* gate_bias = nullptr;
  if (product.bias != 0) {
    AMBULO_TRY(lstm_vector(context, product.bias, TensorType::Int32, cells, gate_bias));
    if (!context.is_known(product.bias)) return Status::UnsupportedOperator;
  }
  bias = effective_bias(context, matrix, cells, product.columns, product.zero_point, gate_bias);
  return Status::Ok;
}

// log2 of a scale that is a power of two, between 2^-15 and 2^-9.
Status power_of_two(float scale, int32_t& out) {
  for (out = -15; out <= kMaxCellIntegerBits - 15; ++out) {
    if (scale == 1.0f / static_cast<float>(1 << -out)) return Status::Ok;
  }
  return Status::BadQuantization;
}

Status set_states(OperatorContext& context, kernels::LstmS8Args& args, Tensor& hidden) {
  Tensor cell;
  AMBULO_TRY(lstm_state(context, operand::kOutputState, TensorType::Int8, args, hidden));
  AMBULO_TRY(lstm_state(context, operand::kCellState, TensorType::Int16, args, cell));
  AMBULO_TRY(check_all_quantized(context, hidden, cell));
  AMBULO_TRY(power_of_two(cell.scale, args.cell_scale_log2));
  args.hidden = hidden.as<int8_t>();
  args.cell = cell.as<int16_t>();
  const float clip = context.option(lstm_option::kCellClip) / cell.scale;
  args.cell_clip = 0;
  if (clip > 0.0f) args.cell_clip = clip >= 32767.0f ? int16_t{32767} : static_cast<int16_t>(clip);
  return Status::Ok;
}

}  // namespace

Status integer_lstm(OperatorContext& context, const Tensor& input, const Tensor& output) {
  AMBULO_TRY(check_all_quantized(context, input, output));
  kernels::LstmCodedS8Args args{};
  AMBULO_TRY(set_lstm_geometry(context, input, output, args));
  if (args.inputs > kMaxTerms || args.cells > kMaxTerms) return Status::BadShape;
  Tensor hidden, numbers;
  AMBULO_TRY(set_states(context, args, hidden));
  for (size_t gate = 0; gate < kLstmGates; ++gate) {
    const Product from_input{operand::kInputToInputWeights + gate, operand::kInputGateBias + gate,
                             input.scale, input.zero_point, args.inputs};
    Matrix weights, recurrent;
    AMBULO_TRY(set_product(context, from_input, args.cells, weights, args.input_bias[gate],
                           args.input_rescale[gate]));
    const Product from_hidden{operand::kRecurrentToInputWeights + gate, 0, hidden.scale,
                              hidden.zero_point, args.cells};
    AMBULO_TRY(set_product(context, from_hidden, args.cells, recurrent, args.recurrent_bias[gate],
                           args.recurrent_rescale[gate]));
    // All matrices are coded, or none is.
    const bool coded = weights.codes.codes != nullptr;
    if (coded != (recurrent.codes.codes != nullptr)) return Status::UnsupportedOperator;
    if (gate > 0 && coded != (args.weight_codes[0].codes != nullptr)) {
      return Status::UnsupportedOperator;
    }
    args.weights[gate] = weights.weights;
    args.recurrent[gate] = recurrent.weights;
    args.weight_codes[gate] = weights.codes;
    args.recurrent_codes[gate] = recurrent.codes;
  }
  AMBULO_TRY(context.intermediate(kHiddenIntermediate, numbers));
  if (!(numbers.scale > 0.0f) || numbers.zero_point < -128 || numbers.zero_point > 127) {
    return Status::BadQuantization;
  }
  constexpr double kQ15 = 1.0 / 32768.0;
  const auto factor = static_cast<float>(kQ15 / double{numbers.scale} * kQ15);
  AMBULO_TRY(rescale_by(double{factor}, args.hidden_rescale));
  args.hidden_zero_point = numbers.zero_point;
  args.input = input.as<int8_t>();
  args.output = output.as<int8_t>();
  if constexpr (kReadsCodes) {
    if (args.weight_codes[0].codes != nullptr) {
      context.emit(&kernels::KernelTable::unidirectional_sequence_lstm_coded_s8, args);
      return Status::Ok;
    }
  }
  context.emit(&kernels::KernelTable::unidirectional_sequence_lstm_s8,
               static_cast<const kernels::LstmS8Args&>(args));
  return Status::Ok;
}

}  // namespace ambulo::operators
