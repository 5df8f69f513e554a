// SPDX-License-Identifier: Apache-2.0
#include "toolchain/training/kernels/conv_layer.h"

#include <algorithm>

namespace ambulo::training {

void ConvLayer::resize(const ConvShape& shape) {
  if (shape == shape_) return;
  shape_ = shape;
  outputs_ = padded(shape.outputs);
  terms_ = shape.kernel * shape.inputs;
  terms_row_ = padded(terms_);
  weights_.assign(terms_ * outputs_, 0.0f);
  transposed_.assign(shape.outputs * terms_row_, 0.0f);
  bias_.assign(outputs_, 0.0f);
  weight_gradients_.assign(terms_ * outputs_, 0.0f);
  bias_gradients_.assign(outputs_, 0.0f);
  y_.assign(shape.steps() * outputs_, 0.0f);
  pooled_.assign(shape.pooled() * outputs_, 0.0f);
  which_.assign(shape.pool == 0 ? 0 : shape.batch * shape.pooled() * outputs_, 0.0f);
  x_gradients_.assign(shape.steps() * terms_row_, 0.0f);
}

LeftMatrix ConvLayer::windows(std::span<const float> x, std::size_t n) const {
  return {x.data() + n * shape_.time * shape_.inputs, shape_.stride * shape_.inputs, 1};
}

void ConvLayer::forward(const ConvShape& shape, const ConvWeights& weights,
                        std::span<const float> x, std::span<float> out) {
  resize(shape);
  for (std::size_t o = 0; o < shape.outputs; ++o) {
    bias_[o] = weights.bias[o];
    for (std::size_t i = 0; i < shape.inputs; ++i) {
      for (std::size_t k = 0; k < shape.kernel; ++k) {
        weights_[(k * shape.inputs + i) * outputs_ + o] =
            weights.weight[(o * shape.inputs + i) * shape.kernel + k];
      }
    }
  }
  const std::size_t steps = shape.steps(), pooled = shape.pooled();
  for (std::size_t n = 0; n < shape.batch; ++n) {
    for (std::size_t t = 0; t < steps; ++t) {
      std::ranges::copy(bias_, y_.data() + t * outputs_);
    }
    kernels_.multiply({.rows = steps,
                       .terms = terms_,
                       .columns = outputs_,
                       .a = windows(x, n),
                       .b = weights_.data(),
                       .b_row = outputs_,
                       .c = y_.data(),
                       .c_row = outputs_,
                       .accumulate = true});
    if (shape.pool > 0) {
      kernels_.relu_pool_forward({.pooled = pooled,
                                  .pool = shape.pool,
                                  .columns = outputs_,
                                  .y = y_.data(),
                                  .out = pooled_.data(),
                                  .which = which_.data() + n * pooled * outputs_});
    }
    const float* result = shape.pool > 0 ? pooled_.data() : y_.data();
    for (std::size_t t = 0; t < pooled; ++t) {
      std::copy_n(result + t * outputs_, shape.outputs,
                  out.data() + (n * pooled + t) * shape.outputs);
    }
  }
}

void ConvLayer::gradient_of_result(std::size_t n, std::span<const float> out_gradient) {
  const std::size_t pooled = shape_.pooled();
  float* gradient = shape_.pool > 0 ? pooled_.data() : y_.data();
  for (std::size_t t = 0; t < pooled; ++t) {
    std::copy_n(out_gradient.data() + (n * pooled + t) * shape_.outputs, shape_.outputs,
                gradient + t * outputs_);
  }
  if (shape_.pool == 0) return;
  kernels_.relu_pool_backward({.pooled = pooled,
                               .pool = shape_.pool,
                               .columns = outputs_,
                               .y = y_.data(),
                               .out = pooled_.data(),
                               .which = which_.data() + n * pooled * outputs_});
  // Steps that fill no pool reach nothing.
  std::fill(y_.begin() + static_cast<std::ptrdiff_t>(pooled * shape_.pool * outputs_), y_.end(),
            0.0f);
}

void ConvLayer::backward(std::span<const float> x, std::span<const float> out_gradient,
                         const ConvGradients& gradients) {
  const auto [batch, time, inputs, outputs, kernel, stride, pool] = shape_;
  const std::size_t steps = shape_.steps();
  const bool wants_x = !gradients.x.empty();
  for (std::size_t k = 0; k < terms_; ++k) {
    for (std::size_t o = 0; o < outputs; ++o) {
      transposed_[o * terms_row_ + k] = weights_[k * outputs_ + o];
    }
  }
  std::ranges::fill(gradients.x, 0.0f);
  std::ranges::fill(bias_gradients_, 0.0f);
  for (std::size_t n = 0; n < batch; ++n) {
    gradient_of_result(n, out_gradient);
    const LeftMatrix rows = windows(x, n);
    kernels_.multiply({.rows = terms_,
                       .terms = steps,
                       .columns = outputs_,
                       .a = {rows.data, 1, rows.row},
                       .b = y_.data(),
                       .b_row = outputs_,
                       .c = weight_gradients_.data(),
                       .c_row = outputs_,
                       .accumulate = n > 0});
    for (std::size_t t = 0; t < steps; ++t) {
      const float* __restrict from = y_.data() + t * outputs_;
      float* __restrict to = bias_gradients_.data();
      for (std::size_t o = 0; o < outputs_; ++o) to[o] += from[o];
    }
    if (!wants_x) continue;
    kernels_.multiply({.rows = steps,
                       .terms = outputs,
                       .columns = terms_row_,
                       .a = {y_.data(), outputs_, 1},
                       .b = transposed_.data(),
                       .b_row = terms_row_,
                       .c = x_gradients_.data(),
                       .c_row = terms_row_,
                       .accumulate = false});
    for (std::size_t t = 0; t < steps; ++t) {
      const float* __restrict from = x_gradients_.data() + t * terms_row_;
      float* __restrict to = gradients.x.data() + (n * time + t * stride) * inputs;
      for (std::size_t k = 0; k < terms_; ++k) to[k] += from[k];
    }
  }
  for (std::size_t o = 0; o < outputs; ++o) {
    gradients.bias[o] = bias_gradients_[o];
    for (std::size_t i = 0; i < inputs; ++i) {
      for (std::size_t k = 0; k < kernel; ++k) {
        gradients.weight[(o * inputs + i) * kernel + k] =
            weight_gradients_[(k * inputs + i) * outputs_ + o];
      }
    }
  }
}

}  // namespace ambulo::training
