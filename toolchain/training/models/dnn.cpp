// SPDX-License-Identifier: Apache-2.0
// dnn: the flattened window through dense layers (units), each ReLU, batch norm, dropout.
#include <fmt/format.h>

#include "toolchain/training/architecture.h"
#include "toolchain/training/models/layers.h"

namespace ambulo::training::models {

std::vector<LayerSpec> dnn(const ModelConfig& config, std::size_t classes) {
  std::vector<LayerSpec> layers = {plain(LayerKind::Flatten, "flatten")};
  for (std::size_t i = 0; i < config.units.size(); ++i) {
    layers.push_back(dense(fmt::format("dense_{}", i + 1), static_cast<std::size_t>(config.units[i])));
    layers.push_back(plain(LayerKind::Relu, fmt::format("relu_{}", i + 1)));
    layers.push_back(plain(LayerKind::BatchNorm, fmt::format("batch_norm_{}", i + 1)));
    layers.push_back(dropout(fmt::format("dropout_{}", i + 1), config.dropout));
  }
  layers.push_back(dropout("head_dropout", config.head_dropout));
  layers.push_back(dense("output", classes));
  layers.push_back(plain(LayerKind::Softmax, "softmax"));
  return layers;
}

}  // namespace ambulo::training::models
