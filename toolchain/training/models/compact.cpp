// SPDX-License-Identifier: Apache-2.0
// compact: strided convolutions (filters, kernels, strides; valid padding), each batch norm, ReLU,
// dropout; mean and max over time side by side; one dense layer. Small, streamable, and every
// layer quantises well.
#include <fmt/format.h>

#include "toolchain/training/architecture.h"
#include "toolchain/training/models/layers.h"

namespace ambulo::training::models {

std::vector<LayerSpec> compact(const ModelConfig& config, std::size_t classes) {
  std::vector<LayerSpec> layers;
  for (std::size_t i = 0; i < config.filters.size(); ++i) {
    layers.push_back(conv1d(fmt::format("conv_{}", i + 1), config.filters[i], config.kernels[i],
                            config.strides[i]));
    layers.push_back(plain(LayerKind::BatchNorm, fmt::format("batch_norm_{}", i + 1)));
    layers.push_back(plain(LayerKind::Relu, fmt::format("relu_{}", i + 1)));
    layers.push_back(dropout(fmt::format("dropout_{}", i + 1), config.dropout));
  }
  layers.push_back(plain(LayerKind::MeanMaxPool, "pool"));
  add_output(layers, config, classes);
  return layers;
}

}  // namespace ambulo::training::models
