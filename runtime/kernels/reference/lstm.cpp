// SPDX-License-Identifier: Apache-2.0
// LSTM over a sequence: shapes and formula at LstmArgs. The four gates of one cell share their
// inputs, so that one DotProducts gives all four. Each step reads the hidden state where the step
// before wrote it: in the output.
#include "runtime/core/approximations.h"
#include "runtime/core/bytes.h"
#include "runtime/kernels/reference/dot.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {
namespace {

float limited(float x, float limit) {
  if (limit <= 0.0f) return x;
  x = x < -limit ? -limit : x;
  return x > limit ? limit : x;
}

void step(const LstmArgs& args, const float* input, const float* hidden_before, float* cell,
          float* hidden) {
  for (int32_t h = 0; h < args.cells; ++h) {
    const float* weights[kRows];
    const float* recurrent[kRows];
    for (int32_t gate = 0; gate < kRows; ++gate) {
      weights[gate] =
          args.weights[gate] + static_cast<size_t>(h) * static_cast<size_t>(args.inputs);
      recurrent[gate] =
          args.recurrent[gate] + static_cast<size_t>(h) * static_cast<size_t>(args.cells);
    }
    DotProducts products;
    products.add(input, weights, args.inputs);
    products.add(hidden_before, recurrent, args.cells);
    const auto gate = [&](LstmGate which) {
      const int32_t g = static_cast<int32_t>(which);
      return products.total(g) + args.bias[g][h];
    };
    const float i = sigmoid_approximation(gate(LstmGate::Input));
    const float f = sigmoid_approximation(gate(LstmGate::Forget));
    const float g = tanh_approximation(gate(LstmGate::Cell));
    const float o = sigmoid_approximation(gate(LstmGate::Output));
    cell[h] = limited(f * cell[h] + i * g, args.cell_clip);
    hidden[h] = o * tanh_approximation(cell[h]);
  }
}

}  // namespace

void unidirectional_sequence_lstm_f32(const LstmArgs& args) {
  const size_t cells = static_cast<size_t>(args.cells), inputs = static_cast<size_t>(args.inputs);
  for (int32_t n = 0; n < args.batch; ++n) {
    float* state = args.hidden + static_cast<size_t>(n) * cells;
    float* cell = args.cell + static_cast<size_t>(n) * cells;
    const float* before = state;
    for (int32_t t = 0; t < args.steps; ++t) {
      const size_t row = static_cast<size_t>(n * args.batch_stride + t * args.step_stride);
      float* hidden = args.output + row * cells;
      step(args, args.input + row * inputs, before, cell, hidden);
      before = hidden;
    }
    copy_bytes(state, before, cells * sizeof(float));
  }
}

}  // namespace ambulo::kernels::reference
