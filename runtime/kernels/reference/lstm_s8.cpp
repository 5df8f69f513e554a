// SPDX-License-Identifier: Apache-2.0
// int8 LSTM with int16 cell state: shapes at LstmArgs, numbers at LstmS8Args. Each gate is the
// saturated int16 sum of two rescaled products; the hidden state is read where the step before
// wrote it: in the output.
#include "runtime/core/bytes.h"
#include "runtime/core/fixed_point.h"
#include "runtime/core/fixed_point_16.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {
namespace {

constexpr int32_t kGateIntegerBits = 3;  // gates before their activation are Q3.12

int32_t rescaled_dot(const int8_t* x, const int8_t* weights, int32_t count, int32_t bias,
                     Rescale by) {
  int32_t sum = 0;
  for (int32_t i = 0; i < count; ++i) sum += x[i] * weights[i];
  sum = static_cast<int32_t>(static_cast<uint32_t>(sum) + static_cast<uint32_t>(bias));
  return multiply_by_quantized(sum, by.multiplier, by.shift);
}

// Rows of the matrices where they lie.
struct PlainRows {
  const LstmS8Args& args;

  const int8_t* weights(int32_t gate, size_t row) const {
    return args.weights[gate] + row * static_cast<size_t>(args.inputs);
  }
  const int8_t* recurrent(int32_t gate, size_t row) const {
    return args.recurrent[gate] + row * static_cast<size_t>(args.cells);
  }
};

// Each row is decoded when it is needed, over the one before.
struct CodedRows {
  const LstmCodedS8Args& args;

  const int8_t* weights(int32_t gate, size_t row) const {
    return decoded_row(args.weight_codes[gate], row, static_cast<size_t>(args.inputs));
  }
  const int8_t* recurrent(int32_t gate, size_t row) const {
    return decoded_row(args.recurrent_codes[gate], row, static_cast<size_t>(args.cells));
  }

 private:
  const int8_t* decoded_row(const WeightCodes& codes, size_t row, size_t length) const {
    int8_t* out = static_cast<int8_t*>(args.memory.scratch);
    decode(codes, row * length, length, out);
    return out;
  }
};

template <typename Rows>
int16_t gate_sum(const Rows& rows, LstmGate gate, int32_t h, const int8_t* input,
                 const int8_t* hidden) {
  const LstmS8Args& args = rows.args;
  const auto g = static_cast<int32_t>(gate);
  const size_t row = static_cast<size_t>(h);
  const int16_t from_input = q15::saturated(rescaled_dot(
      input, rows.weights(g, row), args.inputs, args.input_bias[g][h], args.input_rescale[g]));
  const int64_t from_hidden = rescaled_dot(hidden, rows.recurrent(g, row), args.cells,
                                           args.recurrent_bias[g][h], args.recurrent_rescale[g]);
  const int64_t sum = from_input + from_hidden;
  return static_cast<int16_t>(sum < -32768 ? -32768 : sum > 32767 ? 32767 : sum);
}

int16_t updated_cell(const LstmS8Args& args, int16_t cell, int16_t input, int16_t forget,
                     int16_t candidate) {
  const int32_t kept = rounding_shift_right(forget * cell, 15);
  const int32_t added = rounding_shift_right(input * candidate, 30 + args.cell_scale_log2);
  int16_t result = q15::saturated(static_cast<int16_t>(kept) + static_cast<int16_t>(added));
  if (args.cell_clip > 0) {
    result = result > args.cell_clip ? args.cell_clip : result;
    result = result < -args.cell_clip ? static_cast<int16_t>(-args.cell_clip) : result;
  }
  return result;
}

template <typename Rows>
void step(const Rows& rows, const int8_t* input, const int8_t* hidden_before, int16_t* cell,
          int8_t* hidden) {
  const LstmS8Args& args = rows.args;
  for (int32_t h = 0; h < args.cells; ++h) {
    const auto gate = [&](LstmGate which) {
      return gate_sum(rows, which, h, input, hidden_before);
    };
    const int16_t forget = q15::sigmoid(gate(LstmGate::Forget), kGateIntegerBits);
    const int16_t in = q15::sigmoid(gate(LstmGate::Input), kGateIntegerBits);
    const int16_t candidate = q15::tanh(gate(LstmGate::Cell), kGateIntegerBits);
    const int16_t out = q15::sigmoid(gate(LstmGate::Output), kGateIntegerBits);
    cell[h] = updated_cell(args, cell[h], in, forget, candidate);
    const int16_t squashed = q15::tanh(cell[h], 15 + args.cell_scale_log2);
    const int32_t value = multiply_by_quantized(out * squashed, args.hidden_rescale.multiplier,
                                                args.hidden_rescale.shift);
    const int64_t shifted = int64_t{value} + args.hidden_zero_point;
    hidden[h] = static_cast<int8_t>(shifted < -128 ? -128 : shifted > 127 ? 127 : shifted);
  }
}

template <typename Rows>
void run(const Rows& rows) {
  const LstmS8Args& args = rows.args;
  const size_t cells = static_cast<size_t>(args.cells), inputs = static_cast<size_t>(args.inputs);
  for (int32_t n = 0; n < args.batch; ++n) {
    int8_t* state = args.hidden + static_cast<size_t>(n) * cells;
    int16_t* cell = args.cell + static_cast<size_t>(n) * cells;
    const int8_t* before = state;
    for (int32_t t = 0; t < args.steps; ++t) {
      const size_t row = static_cast<size_t>(n * args.batch_stride + t * args.step_stride);
      int8_t* hidden = args.output + row * cells;
      step(rows, args.input + row * inputs, before, cell, hidden);
      before = hidden;
    }
    copy_bytes(state, before, cells);
  }
}

}  // namespace

void unidirectional_sequence_lstm_s8(const LstmS8Args& args) {
  run(PlainRows{args});
}

size_t unidirectional_sequence_lstm_coded_s8_scratch_bytes(const LstmCodedS8Args& args) {
  return static_cast<size_t>(args.inputs > args.cells ? args.inputs : args.cells);
}

void unidirectional_sequence_lstm_coded_s8(const LstmCodedS8Args& args) {
  run(CodedRows{args});
}

}  // namespace ambulo::kernels::reference
