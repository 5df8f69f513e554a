// SPDX-License-Identifier: Apache-2.0
// Hybrid LSTM: shapes and formula at LstmArgs, int8 weights with one scale each. Input and hidden
// state of each step are quantised into scratch; states and gates are float.
#include "runtime/core/approximations.h"
#include "runtime/core/bytes.h"
#include "runtime/kernels/reference/quantize_floats.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {
namespace {

struct QuantizedVector {
  int8_t* values;
  int32_t count;
  FloatQuantization numbers;

  void set(const float* from, bool asymmetric) {
    const size_t n = static_cast<size_t>(count);
    numbers =
        asymmetric ? quantize_asymmetric(from, n, values) : quantize_symmetric(from, n, values);
  }
  float dot(const int8_t* weights, float scale) const {
    int32_t sum = 0;
    for (int32_t i = 0; i < count; ++i) sum += (values[i] - numbers.zero_point) * weights[i];
    return static_cast<float>(sum) * (numbers.scale * scale);
  }
};

float limited(float x, float limit) {
  if (limit <= 0.0f) return x;
  x = x < -limit ? -limit : x;
  return x > limit ? limit : x;
}

void step(const LstmHybridArgs& args, const QuantizedVector& input, const QuantizedVector& hidden,
          float* cell, float* output) {
  for (int32_t h = 0; h < args.cells; ++h) {
    const auto gate = [&](LstmGate which) {
      const int32_t g = static_cast<int32_t>(which);
      const size_t row = static_cast<size_t>(h);
      const int8_t* weights = args.weights[g] + row * static_cast<size_t>(args.inputs);
      const int8_t* recurrent = args.recurrent[g] + row * static_cast<size_t>(args.cells);
      return args.bias[g][h] + input.dot(weights, args.weight_scales[g]) +
             hidden.dot(recurrent, args.recurrent_scales[g]);
    };
    const float i = sigmoid_approximation(gate(LstmGate::Input));
    const float f = sigmoid_approximation(gate(LstmGate::Forget));
    const float g = tanh_approximation(gate(LstmGate::Cell));
    const float o = sigmoid_approximation(gate(LstmGate::Output));
    cell[h] = limited(f * cell[h] + i * g, args.cell_clip);
    output[h] = o * tanh_approximation(cell[h]);
  }
}

}  // namespace

size_t unidirectional_sequence_lstm_hybrid_scratch_bytes(const LstmHybridArgs& args) {
  return static_cast<size_t>(args.inputs) + static_cast<size_t>(args.cells);
}

void unidirectional_sequence_lstm_hybrid(const LstmHybridArgs& args) {
  const size_t cells = static_cast<size_t>(args.cells), inputs = static_cast<size_t>(args.inputs);
  int8_t* scratch = static_cast<int8_t*>(args.memory.scratch);
  QuantizedVector input{scratch, args.inputs, {}}, hidden{scratch + inputs, args.cells, {}};
  for (int32_t n = 0; n < args.batch; ++n) {
    float* state = args.hidden + static_cast<size_t>(n) * cells;
    float* cell = args.cell + static_cast<size_t>(n) * cells;
    const float* before = state;
    for (int32_t t = 0; t < args.steps; ++t) {
      const size_t row = static_cast<size_t>(n * args.batch_stride + t * args.step_stride);
      float* output = args.output + row * cells;
      input.set(args.input + row * inputs, args.asymmetric);
      hidden.set(before, args.asymmetric);
      step(args, input, hidden, cell, output);
      before = output;
    }
    copy_bytes(state, before, cells * sizeof(float));
  }
}

}  // namespace ambulo::kernels::reference
