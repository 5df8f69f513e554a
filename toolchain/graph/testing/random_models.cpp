// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/testing/random_models.h"

#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "toolchain/core/random.h"

namespace ambulo::graph::testing {
namespace {

using training::Array;
using training::LayerKind;
using training::LayerSpec;
using training::TrainedLayer;
using training::TrainedModel;

Array normal(Random& random, std::vector<std::size_t> shape, double mean, double deviation) {
  Array array{std::move(shape), {}};
  std::size_t count = 1;
  for (const std::size_t n : array.shape) count *= n;
  for (std::size_t i = 0; i < count; ++i) {
    array.values.push_back(static_cast<float>(mean + deviation * random.normal()));
  }
  return array;
}

// Follows time and channels through the network; time 0: a vector.
struct Flow {
  std::size_t time, channels;
};

void draw(TrainedLayer& layer, Flow& flow, Random& random) {
  const LayerSpec& spec = layer.spec;
  auto& p = layer.parameters;
  switch (spec.kind) {
    case LayerKind::Conv1d: {
      const auto inputs = static_cast<double>(flow.channels * spec.kernel);
      p["weight"] =
          normal(random, {spec.units, flow.channels, spec.kernel}, 0, 1.4 / std::sqrt(inputs));
      p["bias"] = normal(random, {spec.units}, 0, 0.1);
      flow = {(flow.time - spec.kernel) / spec.stride + 1, spec.units};
      break;
    }
    case LayerKind::Dense:
      p["weight"] = normal(random, {spec.units, flow.channels}, 0,
                           1.4 / std::sqrt(static_cast<double>(flow.channels)));
      p["bias"] = normal(random, {spec.units}, 0, 0.1);
      flow.channels = spec.units;
      break;
    case LayerKind::BatchNorm:
      p["weight"] = normal(random, {flow.channels}, 0.5, 0.7);
      p["bias"] = normal(random, {flow.channels}, 0, 0.3);
      p["running_mean"] = normal(random, {flow.channels}, 0.2, 0.3);
      p["running_var"] = normal(random, {flow.channels}, 1.0, 0.2);
      for (float& variance : p["running_var"].values) variance = std::abs(variance);
      break;
    case LayerKind::Lstm: {
      const double deviation = 1.0 / std::sqrt(static_cast<double>(spec.units));
      p["weight_ih"] = normal(random, {4 * spec.units, flow.channels}, 0, deviation);
      p["weight_hh"] = normal(random, {4 * spec.units, spec.units}, 0, deviation);
      p["bias_ih"] = normal(random, {4 * spec.units}, 0, 0.2);
      p["bias_hh"] = normal(random, {4 * spec.units}, 0, 0.2);
      flow.channels = spec.units;
      break;
    }
    case LayerKind::MaxPool:
      flow.time /= spec.kernel;
      break;
    case LayerKind::MeanMaxPool:
      flow = {0, 2 * flow.channels};
      break;
    case LayerKind::LastStep:
      flow.time = 0;
      break;
    case LayerKind::Flatten:
      flow = {0, flow.time * flow.channels};
      break;
    case LayerKind::Relu:
    case LayerKind::Dropout:
    case LayerKind::Softmax:
      break;
  }
}

LayerSpec layer(LayerKind kind, std::string name, std::size_t units = 0, std::size_t kernel = 0,
                std::size_t stride = 1) {
  return {kind, std::move(name), units, kernel, stride};
}

}  // namespace

TrainedModel random_model(std::string name, std::vector<LayerSpec> layers, std::uint64_t seed,
                          std::uint16_t window, FrontEnd front_end) {
  Random random(seed);
  TrainedModel model;
  model.name = std::move(name);
  auto& contract = model.contract;
  contract.window = window;
  contract.hop = static_cast<std::uint16_t>(window / 2);
  contract.front_end.kind = front_end;
  Flow flow{window, channel_count(front_end)};
  contract.mean = normal(random, {flow.channels}, 0, 1).values;
  contract.std.assign(flow.channels, 2.0f);
  contract.placement = "waist";
  contract.data_set = "random";
  for (LayerSpec& spec : layers) {
    model.layers.push_back({std::move(spec), {}});
    draw(model.layers.back(), flow, random);
  }
  for (std::size_t i = 0; i < flow.channels; ++i) {
    contract.labels.push_back("activity_" + std::to_string(i));
  }
  return model;
}

TrainedModel random_dnn(std::uint64_t seed) {
  using enum LayerKind;
  return random_model(
      "dnn",
      {layer(Flatten, "flatten"), layer(Dense, "dense_1", 64), layer(Relu, "relu_1"),
       layer(BatchNorm, "batch_norm_1"), layer(Dropout, "dropout_1"), layer(Dense, "dense_2", 64),
       layer(Relu, "relu_2"), layer(BatchNorm, "batch_norm_2"), layer(Dropout, "dropout_2"),
       layer(Dense, "output", 6), layer(Softmax, "softmax")},
      seed);
}

TrainedModel random_cnn(std::uint64_t seed) {
  using enum LayerKind;
  std::vector<LayerSpec> layers;
  for (const std::size_t filters : {12, 24, 48}) {
    const std::string number = std::to_string(layers.size() / 3 + 1);
    layers.push_back(layer(Conv1d, "conv_" + number, filters, 5));
    layers.push_back(layer(Relu, "conv_relu_" + number));
    layers.push_back(layer(MaxPool, "pool_" + number, 0, 2));
  }
  for (LayerSpec spec :
       {layer(Flatten, "flatten"), layer(Dense, "dense_1", 50), layer(Relu, "dense_relu_1"),
        layer(BatchNorm, "batch_norm_1"), layer(Dropout, "dropout_1"), layer(Dense, "output", 6),
        layer(Softmax, "softmax")}) {
    layers.push_back(std::move(spec));
  }
  return random_model("cnn", std::move(layers), seed);
}

TrainedModel random_lstm(std::uint64_t seed) {
  using enum LayerKind;
  return random_model(
      "lstm",
      {layer(Lstm, "lstm_1", 64), layer(BatchNorm, "batch_norm_1"), layer(Dropout, "dropout_1"),
       layer(Lstm, "lstm_2", 64), layer(LastStep, "last_step"), layer(BatchNorm, "batch_norm_2"),
       layer(Dropout, "dropout_2"), layer(Dense, "output", 6), layer(Softmax, "softmax")},
      seed);
}

TrainedModel random_compact(std::uint64_t seed) {
  using enum LayerKind;
  std::vector<LayerSpec> layers;
  for (const auto& [filters, kernel, stride] :
       {std::array<std::size_t, 3>{24, 5, 1}, {32, 5, 2}, {48, 5, 2}}) {
    const std::string number = std::to_string(layers.size() / 4 + 1);
    layers.push_back(layer(Conv1d, "conv_" + number, filters, kernel, stride));
    layers.push_back(layer(BatchNorm, "batch_norm_" + number));
    layers.push_back(layer(Relu, "relu_" + number));
    layers.push_back(layer(Dropout, "dropout_" + number));
  }
  for (LayerSpec spec : {layer(MeanMaxPool, "pool"), layer(Dropout, "head_dropout"),
                         layer(Dense, "output", 6), layer(Softmax, "softmax")}) {
    layers.push_back(std::move(spec));
  }
  return random_model("compact", std::move(layers), seed, 128, FrontEnd::GravitySplit);
}

}  // namespace ambulo::graph::testing
