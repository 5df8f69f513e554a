// SPDX-License-Identifier: Apache-2.0
// Short names for the layers that the architectures are written in.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <vector>

#include "toolchain/training/experiment.h"
#include "toolchain/training/trained_model.h"

namespace ambulo::training::models {

inline LayerSpec conv1d(std::string name, std::int64_t filters, std::int64_t kernel,
                        std::int64_t stride) {
  return {LayerKind::Conv1d, std::move(name), static_cast<std::size_t>(filters),
          static_cast<std::size_t>(kernel), static_cast<std::size_t>(stride)};
}
inline LayerSpec dense(std::string name, std::size_t units) {
  return {LayerKind::Dense, std::move(name), units};
}
inline LayerSpec lstm_layer(std::string name, std::int64_t units) {
  return {LayerKind::Lstm, std::move(name), static_cast<std::size_t>(units)};
}
inline LayerSpec max_pool(std::string name, std::size_t kernel) {
  return {LayerKind::MaxPool, std::move(name), 0, kernel};
}
inline LayerSpec dropout(std::string name, double rate) {
  LayerSpec spec{LayerKind::Dropout, std::move(name)};
  spec.rate = static_cast<float>(rate);
  return spec;
}
inline LayerSpec plain(LayerKind kind, std::string name) {
  return {kind, std::move(name)};
}

// Strided convolutions (filters, kernels, strides), each batch norm, ReLU, dropout.
inline void add_convolution_blocks(std::vector<LayerSpec>& layers, const ModelConfig& config) {
  for (std::size_t i = 0; i < config.filters.size(); ++i) {
    layers.push_back(conv1d(fmt::format("conv_{}", i + 1), config.filters[i], config.kernels[i],
                            config.strides[i]));
    layers.push_back(plain(LayerKind::BatchNorm, fmt::format("batch_norm_{}", i + 1)));
    layers.push_back(plain(LayerKind::Relu, fmt::format("relu_{}", i + 1)));
    layers.push_back(dropout(fmt::format("dropout_{}", i + 1), config.dropout));
  }
}

// Hidden dense layers (config.units), each ReLU, batch norm, dropout.
inline void add_dense_blocks(std::vector<LayerSpec>& layers, const ModelConfig& config) {
  for (std::size_t i = 0; i < config.units.size(); ++i) {
    const auto name = [i](const char* kind) { return fmt::format("{}_{}", kind, i + 1); };
    layers.push_back(dense(name("dense"), static_cast<std::size_t>(config.units[i])));
    layers.push_back(plain(LayerKind::Relu, name("dense_relu")));
    layers.push_back(plain(LayerKind::BatchNorm, name("batch_norm")));
    layers.push_back(dropout(name("dropout"), config.dropout));
  }
}

// What every network ends in.
inline void add_output(std::vector<LayerSpec>& layers, const ModelConfig& config,
                       std::size_t classes) {
  layers.push_back(dropout("head_dropout", config.head_dropout));
  layers.push_back(dense("output", classes));
  layers.push_back(plain(LayerKind::Softmax, "softmax"));
}

}  // namespace ambulo::training::models
