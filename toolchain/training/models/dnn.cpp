// SPDX-License-Identifier: Apache-2.0
// dnn: the flattened window through dense layers (units), each ReLU, batch norm, dropout.
#include "toolchain/training/architecture.h"
#include "toolchain/training/models/layers.h"

namespace ambulo::training::models {

std::vector<LayerSpec> dnn(const ModelConfig& config, std::size_t classes) {
  std::vector<LayerSpec> layers = {plain(LayerKind::Flatten, "flatten")};
  add_dense_blocks(layers, config);
  add_output(layers, config, classes);
  return layers;
}

}  // namespace ambulo::training::models
