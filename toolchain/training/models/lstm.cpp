// SPDX-License-Identifier: Apache-2.0
// lstm: stacked LSTM layers (units), each batch norm and dropout; the last step decides.
#include <fmt/format.h>

#include "toolchain/training/architecture.h"
#include "toolchain/training/models/layers.h"

namespace ambulo::training::models {

std::vector<LayerSpec> lstm(const ModelConfig& config, std::size_t classes) {
  std::vector<LayerSpec> layers;
  for (std::size_t i = 0; i < config.units.size(); ++i) {
    layers.push_back(lstm_layer(fmt::format("lstm_{}", i + 1), config.units[i]));
    // Only the last step of the last layer is used: batch norm then sees what the output sees.
    if (i + 1 == config.units.size()) layers.push_back(plain(LayerKind::LastStep, "last_step"));
    layers.push_back(plain(LayerKind::BatchNorm, fmt::format("batch_norm_{}", i + 1)));
    layers.push_back(dropout(fmt::format("dropout_{}", i + 1), config.dropout));
  }
  add_output(layers, config, classes);
  return layers;
}

}  // namespace ambulo::training::models
