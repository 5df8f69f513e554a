// SPDX-License-Identifier: Apache-2.0
// conv_lstm: strided convolutions as in compact (filters, kernels, strides), then LSTM layers
// (units) over the frames that are left; mean and max of the last one's states; one dense layer.
#include <fmt/format.h>

#include "toolchain/training/architecture.h"
#include "toolchain/training/models/layers.h"

namespace ambulo::training::models {

std::vector<LayerSpec> conv_lstm(const ModelConfig& config, std::size_t classes) {
  std::vector<LayerSpec> layers;
  add_convolution_blocks(layers, config);
  for (std::size_t i = 0; i < config.units.size(); ++i) {
    layers.push_back(lstm_layer(fmt::format("lstm_{}", i + 1), config.units[i]));
  }
  layers.push_back(plain(LayerKind::MeanMaxPool, "pool"));
  add_output(layers, config, classes);
  return layers;
}

}  // namespace ambulo::training::models
