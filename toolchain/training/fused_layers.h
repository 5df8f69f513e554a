// SPDX-License-Identifier: Apache-2.0
// The layers of kernels/ as operations that libtorch differentiates. Sequences are (batch, time,
// channels). A layer object belongs to one place of one network: it keeps what the pass back needs.
#pragma once

#include <cstddef>
#include <memory>

#include "toolchain/training/kernels/conv_layer.h"
#include "toolchain/training/kernels/lstm_layer.h"

namespace at {
class Tensor;
}

namespace ambulo::training {

// x (N,T,I), weight (O,I,K), bias (O); pool as in ConvShape -> (N, pooled, O)
at::Tensor convolution(const std::shared_ptr<ConvLayer>& layer, const at::Tensor& x,
                       const at::Tensor& weight, const at::Tensor& bias, std::size_t stride,
                       std::size_t pool);

// x (N,T,I); weights as in LstmWeights -> (N,T,H)
at::Tensor lstm(const std::shared_ptr<LstmLayer>& layer, const at::Tensor& x,
                const at::Tensor& input_weight, const at::Tensor& hidden_weight,
                const at::Tensor& input_bias, const at::Tensor& hidden_bias);

}  // namespace ambulo::training
