// SPDX-License-Identifier: Apache-2.0
// A convolution over time with valid padding, alone or with the ReLU and max pool behind it,
// forward and backward. Sequences are (batch, time, channels), so that the inputs of one output
// step lie in one piece, and those of the next begin stride * channels behind them: a convolution
// is a matrix product with overlapping rows.
//
// Keeps what a pass back needs and its workspace from call to call, as LstmLayer does.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "toolchain/training/kernels/available_kernels.h"

namespace ambulo::training {

struct ConvShape {
  std::size_t batch = 0, time = 0, inputs = 0;
  std::size_t outputs = 0, kernel = 0, stride = 1;
  std::size_t pool = 0;  // 0: no ReLU, no pool; 1: ReLU; else ReLU and max over so many steps

  std::size_t steps() const { return (time - kernel) / stride + 1; }  // of the convolution
  std::size_t pooled() const { return pool == 0 ? steps() : steps() / pool; }
  bool operator==(const ConvShape&) const = default;
};

struct ConvWeights {
  std::span<const float> weight;  // (outputs, inputs, kernel)
  std::span<const float> bias;    // (outputs)
};
struct ConvGradients {  // shapes as ConvWeights; overwritten
  std::span<float> weight, bias;
  std::span<float> x;  // (batch, time, inputs), or empty: not wanted
};

class ConvLayer {
 public:
  explicit ConvLayer(const Kernels& kernels = fastest_kernels()) : kernels_(kernels) {}

  // x (batch, time, inputs), out (batch, pooled, outputs). REQUIRES time >= kernel.
  void forward(const ConvShape& shape, const ConvWeights& weights, std::span<const float> x,
               std::span<float> out);
  // Of the last forward pass, with the same x. out_gradient (batch, pooled, outputs)
  void backward(std::span<const float> x, std::span<const float> out_gradient,
                const ConvGradients& gradients);

 private:
  void resize(const ConvShape& shape);
  LeftMatrix windows(std::span<const float> x, std::size_t n) const;
  // The gradient of the convolution's own result for one sample, into y_.
  void gradient_of_result(std::size_t n, std::span<const float> out_gradient);

  const Kernels& kernels_;
  ConvShape shape_;
  std::size_t outputs_ = 0, terms_ = 0, terms_row_ = 0;  // padded; kernel * inputs; padded
  std::vector<float> weights_, transposed_;              // (terms, outputs), (outputs, terms)
  std::vector<float> bias_;                              // (outputs)
  std::vector<float> weight_gradients_, bias_gradients_;
  std::vector<float> y_, pooled_;   // of one sample: (steps, outputs), (pooled, outputs)
  std::vector<float> which_;        // (batch, pooled, outputs), of ReluPool
  std::vector<float> x_gradients_;  // of one sample: (steps, terms)
};

}  // namespace ambulo::training
