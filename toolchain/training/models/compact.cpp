// SPDX-License-Identifier: Apache-2.0
// compact: strided convolutions (filters, kernels, strides; valid padding), each batch norm, ReLU,
// dropout; mean and max over time side by side; one dense layer. Small, streamable, and every
// layer quantises well.
#include "toolchain/training/architecture.h"
#include "toolchain/training/models/layers.h"

namespace ambulo::training::models {

std::vector<LayerSpec> compact(const ModelConfig& config, std::size_t classes) {
  std::vector<LayerSpec> layers;
  add_convolution_blocks(layers, config);
  layers.push_back(plain(LayerKind::MeanMaxPool, "pool"));
  add_output(layers, config, classes);
  return layers;
}

}  // namespace ambulo::training::models
