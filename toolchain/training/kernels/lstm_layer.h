// SPDX-License-Identifier: Apache-2.0
// An LSTM layer over whole sequences, forward and backward, as torch.nn.LSTM defines it (states
// zero at first). Each step is one product: z_t = [h_(t-1), x_t, 1] by one matrix that holds both
// weights and the biases.
//
// A layer keeps what a pass back needs and its workspace from call to call: allocated anew each
// time, page faults take as long as the arithmetic.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "toolchain/training/kernels/available_kernels.h"

namespace ambulo::training {

struct LstmShape {
  std::size_t batch = 0, time = 0, inputs = 0, units = 0;
  bool operator==(const LstmShape&) const = default;
};

// Gates in the order input, forget, cell, output.
struct LstmWeights {
  std::span<const float> input;                    // (4 units, inputs)
  std::span<const float> hidden;                   // (4 units, units)
  std::span<const float> input_bias, hidden_bias;  // (4 units)
};
struct LstmGradients {  // shapes as LstmWeights; overwritten
  std::span<float> input, hidden, input_bias, hidden_bias;
  std::span<float> x;  // (batch, time, inputs), or empty: not wanted
};

class LstmLayer {
 public:
  explicit LstmLayer(const Kernels& kernels = fastest_kernels()) : kernels_(kernels) {}

  // x (batch, time, inputs), out (batch, time, units)
  void forward(const LstmShape& shape, const LstmWeights& weights, std::span<const float> x,
               std::span<float> out);
  // Of the last forward pass, once. out_gradient (batch, time, units)
  void backward(std::span<const float> out_gradient, const LstmGradients& gradients);

 private:
  void resize(const LstmShape& shape);
  void read_weights(const LstmWeights& weights);
  void write_gradients(const LstmGradients& gradients) const;
  float* z(std::size_t t, std::size_t n) { return z_.data() + (t * shape_.batch + n) * z_row_; }
  float* gates(std::size_t t, std::size_t n) {
    return gates_.data() + (t * shape_.batch + n) * gate_row_;
  }

  const Kernels& kernels_;
  LstmShape shape_;
  // Of a row of z and of the gates; padded, see the source.
  std::size_t units_ = 0, terms_ = 0, z_row_ = 0, gates_count_ = 0, gate_row_ = 0;
  std::vector<float> weights_, transposed_;  // (terms, gates), (gates, terms)
  std::vector<float> weight_gradients_;      // (terms, gates)
  std::vector<float> z_, gates_;             // (time + 1, batch, row), (time, batch, row)
  std::vector<float> cells_, cell_tanhs_;    // (time + 1, batch, units), (time, batch, units)
  std::vector<float> z_gradients_, cell_gradients_;  // (batch, row), (batch, units)
};

}  // namespace ambulo::training
