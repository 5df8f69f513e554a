// SPDX-License-Identifier: Apache-2.0
// From sizes to layers: one function per architecture (models/), chosen by name.
#pragma once

#include <cstddef>
#include <vector>

#include "toolchain/training/experiment.h"
#include "toolchain/training/trained_model.h"

namespace ambulo::training {

// Layers from the (window, channels) input to the softmax over classes. Throws Error(BadInput) for
// an unknown architecture, lists of different length, or sizes that leave nothing of the window.
std::vector<LayerSpec> architecture_layers(const ModelConfig& config, std::size_t window,
                                           std::size_t classes);

namespace models {

std::vector<LayerSpec> dnn(const ModelConfig& config, std::size_t classes);
std::vector<LayerSpec> cnn(const ModelConfig& config, std::size_t classes);
std::vector<LayerSpec> lstm(const ModelConfig& config, std::size_t classes);
std::vector<LayerSpec> compact(const ModelConfig& config, std::size_t classes);
std::vector<LayerSpec> conv_lstm(const ModelConfig& config, std::size_t classes);

}  // namespace models
}  // namespace ambulo::training
