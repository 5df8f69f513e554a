// SPDX-License-Identifier: Apache-2.0
#include "toolchain/training/architecture.h"

#include <fmt/format.h>

#include "toolchain/core/error.h"

namespace ambulo::training {
namespace {

[[noreturn]] void refuse(std::string what, const char* fix) {
  throw Error(ErrorKind::BadInput, std::move(what), "section [model] of the experiment", fix);
}

void check_convolutions(const ModelConfig& config) {
  if (config.filters.empty() || config.filters.size() != config.kernels.size() ||
      config.filters.size() != config.strides.size()) {
    refuse(fmt::format("filters, kernels and strides have {}, {} and {} entries",
                       config.filters.size(), config.kernels.size(), config.strides.size()),
           "give one entry for each convolution");
  }
}

// Time steps left of the window; the network checks shapes again when it is built.
void check_window(const std::vector<LayerSpec>& layers, std::size_t window) {
  std::size_t time = window;
  for (const LayerSpec& layer : layers) {
    const bool pool = layer.kind == LayerKind::MaxPool;
    if (!pool && layer.kind != LayerKind::Conv1d) continue;
    if (time < layer.kernel) {
      refuse(fmt::format("{} gets {} time steps, fewer than its kernel of {}", layer.name, time,
                         layer.kernel),
             "use fewer or shorter layers, or longer windows");
    }
    time = (time - layer.kernel) / (pool ? layer.kernel : layer.stride) + 1;
  }
}

}  // namespace

std::vector<LayerSpec> architecture_layers(const ModelConfig& config, std::size_t window,
                                           std::size_t classes) {
  const bool convolutional = config.architecture == "cnn" || config.architecture == "compact" ||
                             config.architecture == "conv_lstm";
  if (convolutional) check_convolutions(config);
  const bool recurrent = config.architecture == "lstm" || config.architecture == "conv_lstm";
  if ((recurrent || config.architecture == "dnn") && config.units.empty()) {
    refuse("units is empty", "give at least one hidden layer");
  }
  std::vector<LayerSpec> layers;
  if (config.architecture == "dnn") {
    layers = models::dnn(config, classes);
  } else if (config.architecture == "cnn") {
    layers = models::cnn(config, classes);
  } else if (config.architecture == "lstm") {
    layers = models::lstm(config, classes);
  } else if (config.architecture == "compact") {
    layers = models::compact(config, classes);
  } else if (config.architecture == "conv_lstm") {
    layers = models::conv_lstm(config, classes);
  } else {
    refuse(fmt::format("unknown architecture '{}'", config.architecture),
           "known are dnn, cnn, lstm, compact, conv_lstm");
  }
  check_window(layers, window);
  return layers;
}

}  // namespace ambulo::training
