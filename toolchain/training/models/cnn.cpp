// SPDX-License-Identifier: Apache-2.0
// cnn: the published network. Blocks of Conv1D (filters, kernels, strides; valid padding), ReLU,
// max pool of 2; then dense layers (units) with ReLU, batch norm, dropout.
#include <fmt/format.h>

#include "toolchain/training/architecture.h"
#include "toolchain/training/models/layers.h"

namespace ambulo::training::models {

std::vector<LayerSpec> cnn(const ModelConfig& config, std::size_t classes) {
  std::vector<LayerSpec> layers;
  for (std::size_t i = 0; i < config.filters.size(); ++i) {
    layers.push_back(conv1d(fmt::format("conv_{}", i + 1), config.filters[i], config.kernels[i],
                            config.strides[i]));
    layers.push_back(plain(LayerKind::Relu, fmt::format("conv_relu_{}", i + 1)));
    layers.push_back(max_pool(fmt::format("pool_{}", i + 1), 2));
  }
  layers.push_back(plain(LayerKind::Flatten, "flatten"));
  add_dense_blocks(layers, config);
  add_output(layers, config, classes);
  return layers;
}

}  // namespace ambulo::training::models
