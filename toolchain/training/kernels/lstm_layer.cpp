// SPDX-License-Identifier: Apache-2.0
// Units are padded to whole vectors: gates of units that do not exist have weights of 0, their cell
// and hidden states stay 0, and so do their gradients. Rows lie some vectors further apart than
// they are long, since a power of two would map them all to the same lines of the cache.
#include "toolchain/training/kernels/lstm_layer.h"

#include <algorithm>

namespace ambulo::training {
namespace {

constexpr std::size_t kGates = 4;
constexpr std::size_t kStepsAtOnce = 4;  // that add to the gradient of the weights together

// Rows that do not share cache lines with one another.
constexpr std::size_t row_of(std::size_t count) {
  return padded(count) + kWidestVector * (padded(count) / kWidestVector % 2 == 0 ? 1 : 0);
}

}  // namespace

void LstmLayer::resize(const LstmShape& shape) {
  if (shape == shape_) return;
  shape_ = shape;
  units_ = padded(shape.units);
  terms_ = units_ + shape.inputs + 1;
  z_row_ = row_of(terms_);
  gates_count_ = kGates * units_;
  gate_row_ = row_of(gates_count_);
  const std::size_t rows = shape.time * shape.batch;
  weights_.assign(terms_ * gate_row_, 0.0f);
  transposed_.assign(gates_count_ * z_row_, 0.0f);
  weight_gradients_.assign(terms_ * gate_row_, 0.0f);
  z_.assign((rows + shape.batch) * z_row_, 0.0f);
  gates_.assign(rows * gate_row_, 0.0f);
  cells_.assign((rows + shape.batch) * units_, 0.0f);
  cell_tanhs_.assign(rows * units_, 0.0f);
  z_gradients_.assign(shape.batch * z_row_, 0.0f);
  cell_gradients_.assign(shape.batch * units_, 0.0f);
}

void LstmLayer::read_weights(const LstmWeights& weights) {
  const std::size_t units = shape_.units, inputs = shape_.inputs;
  for (std::size_t gate = 0; gate < kGates; ++gate) {
    for (std::size_t u = 0; u < units; ++u) {
      const std::size_t from = gate * units + u, to = gate * units_ + u;
      for (std::size_t k = 0; k < units; ++k) {
        weights_[k * gate_row_ + to] = weights.hidden[from * units + k];
      }
      for (std::size_t k = 0; k < inputs; ++k) {
        weights_[(units_ + k) * gate_row_ + to] = weights.input[from * inputs + k];
      }
      weights_[(terms_ - 1) * gate_row_ + to] =
          weights.input_bias[from] + weights.hidden_bias[from];
    }
  }
}

void LstmLayer::write_gradients(const LstmGradients& gradients) const {
  const std::size_t units = shape_.units, inputs = shape_.inputs;
  for (std::size_t gate = 0; gate < kGates; ++gate) {
    for (std::size_t u = 0; u < units; ++u) {
      const std::size_t to = gate * units + u, from = gate * units_ + u;
      for (std::size_t k = 0; k < units; ++k) {
        gradients.hidden[to * units + k] = weight_gradients_[k * gate_row_ + from];
      }
      for (std::size_t k = 0; k < inputs; ++k) {
        gradients.input[to * inputs + k] = weight_gradients_[(units_ + k) * gate_row_ + from];
      }
      gradients.input_bias[to] = gradients.hidden_bias[to] =
          weight_gradients_[(terms_ - 1) * gate_row_ + from];
    }
  }
}

void LstmLayer::forward(const LstmShape& shape, const LstmWeights& weights,
                        std::span<const float> x, std::span<float> out) {
  resize(shape);
  read_weights(weights);
  for (std::size_t n = 0; n < shape.batch; ++n) {
    for (std::size_t t = 0; t < shape.time; ++t) {
      float* row = z(t, n) + units_;
      std::ranges::copy(x.subspan((n * shape.time + t) * shape.inputs, shape.inputs), row);
      row[shape.inputs] = 1.0f;
    }
  }
  for (std::size_t t = 0; t < shape.time; ++t) {
    kernels_.multiply({.rows = shape.batch,
                       .terms = terms_,
                       .columns = gates_count_,
                       .a = {z(t, 0), z_row_, 1},
                       .b = weights_.data(),
                       .b_row = gate_row_,
                       .c = gates(t, 0),
                       .c_row = gate_row_,
                       .accumulate = false});
    for (std::size_t n = 0; n < shape.batch; ++n) {
      const std::size_t state = (t * shape.batch + n) * units_;
      float* hidden = z(t + 1, n);
      kernels_.lstm_forward({.units = units_,
                             .gates = gates(t, n),
                             .cell_before = cells_.data() + state,
                             .cell = cells_.data() + state + shape.batch * units_,
                             .cell_tanh = cell_tanhs_.data() + state,
                             .hidden = hidden});
      std::copy_n(hidden, shape.units, out.data() + (n * shape.time + t) * shape.units);
    }
  }
}

void LstmLayer::backward(std::span<const float> out_gradient, const LstmGradients& gradients) {
  const auto [batch, time, inputs, units] = shape_;
  const bool wants_x = !gradients.x.empty();
  for (std::size_t k = 0; k + 1 < terms_; ++k) {
    for (std::size_t g = 0; g < gates_count_; ++g) {
      transposed_[g * z_row_ + k] = weights_[k * gate_row_ + g];
    }
  }
  std::ranges::fill(cell_gradients_, 0.0f);
  std::ranges::fill(z_gradients_, 0.0f);
  for (std::size_t t = time; t-- > 0;) {
    for (std::size_t n = 0; n < batch; ++n) {
      float* hidden_gradient = z_gradients_.data() + n * z_row_;
      const float* from_above = out_gradient.data() + (n * time + t) * units;
      for (std::size_t u = 0; u < units; ++u) hidden_gradient[u] += from_above[u];
      const std::size_t state = (t * batch + n) * units_;
      kernels_.lstm_backward({.units = units_,
                              .gates = gates(t, n),
                              .cell_before = cells_.data() + state,
                              .cell_tanh = cell_tanhs_.data() + state,
                              .hidden_gradient = hidden_gradient,
                              .cell_gradient = cell_gradients_.data() + n * units_});
    }
    if (t > 0 || wants_x) {
      kernels_.multiply({.rows = batch,
                         .terms = gates_count_,
                         .columns = wants_x ? padded(units_ + inputs) : units_,
                         .a = {gates(t, 0), gate_row_, 1},
                         .b = transposed_.data(),
                         .b_row = z_row_,
                         .c = z_gradients_.data(),
                         .c_row = z_row_,
                         .accumulate = false});
    }
    for (std::size_t n = 0; wants_x && n < batch; ++n) {
      std::copy_n(z_gradients_.data() + n * z_row_ + units_, inputs,
                  gradients.x.data() + (n * time + t) * inputs);
    }
    if (t % kStepsAtOnce == 0) {
      kernels_.multiply({.rows = terms_,
                         .terms = std::min(kStepsAtOnce, time - t) * batch,
                         .columns = gates_count_,
                         .a = {z(t, 0), 1, z_row_},
                         .b = gates(t, 0),
                         .b_row = gate_row_,
                         .c = weight_gradients_.data(),
                         .c_row = gate_row_,
                         .accumulate = t + kStepsAtOnce < time});
    }
  }
  write_gradients(gradients);
}

}  // namespace ambulo::training
