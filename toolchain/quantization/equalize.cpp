// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/equalize.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "toolchain/graph/edit.h"
#include "toolchain/quantization/open_model.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::quantization {
namespace {

// A channel that never spoke is taken for one that whispers, so that it may still speak up.
constexpr float kLeastShare = 1e-3f;

using Extents = std::vector<float>;  // largest magnitude in each channel

std::vector<Extents> extents_of(const Source& source, const std::vector<ChannelReaders>& layers,
                                const Samples& samples) {
  OpenModel model(source.bytes, source.graph, source.where);
  std::vector<Extents> extents(layers.size());
  std::vector<float> values;
  for (std::size_t n = 0; n < samples.count(); ++n) {
    model.run(samples.sample(n));
    for (std::size_t k = 0; k < layers.size(); ++k) {
      const int output = source.graph.operators[layers[k].op].outputs[0];
      const auto place = std::ranges::find(model.tensors(), output) - model.tensors().begin();
      model.read(static_cast<std::size_t>(place), values);
      const auto channels = static_cast<std::size_t>(
          source.graph.tensors[static_cast<std::size_t>(output)].shape.back());
      extents[k].resize(channels, 0.0f);
      for (std::size_t i = 0; i < values.size(); ++i) {
        float& extent = extents[k][i % channels];
        extent = std::max(extent, std::abs(values[i]));
      }
    }
  }
  return extents;
}

// Factors by which channels are divided: their share of the largest, powers of two, so that float32
// results stay the same to the bit.
std::vector<float> factors_of(const Extents& extents) {
  const float largest = std::ranges::max(extents);
  std::vector<float> factors;
  for (const float extent : extents) {
    const float share = largest > 0.0f ? std::max(extent / largest, kLeastShare) : 1.0f;
    factors.push_back(std::exp2(std::round(std::log2(share))));
  }
  return factors;
}

// A copy of the constant with each value multiplied; others may read the old one.
template <typename Factor>
void scale_constant(graph::Graph& graph, int& index, const Factor& factor_of) {
  const graph::Tensor from = graph.tensors[static_cast<std::size_t>(index)];
  std::vector<float> values = float_values(from);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] *= factor_of(i, values.size());
  index = add_constant(graph, from.name, from.shape, values);
}

void scale_channels(graph::Graph& graph, const ChannelReaders& layer,
                    const std::vector<float>& factors) {
  const auto divide = [&](std::size_t i, std::size_t count) {
    return 1.0f / factors[i / (count / factors.size())];
  };
  graph::Operator& op = graph.operators[layer.op];
  scale_constant(graph, op.inputs[1], divide);
  if (op.inputs.size() > 2 && op.inputs[2] != graph::kNone) {
    scale_constant(graph, op.inputs[2], divide);
  }
  for (const ChannelReaders::Reader& reader : layer.readers) {
    scale_constant(graph, graph.operators[reader.op].inputs[1], [&](std::size_t i, std::size_t) {
      const int channel = reader.channels[i % reader.channels.size()];
      return channel < 0 ? 1.0f : factors[static_cast<std::size_t>(channel)];
    });
  }
}

}  // namespace

Source equalized(const Source& source, const Samples& samples) {
  const std::vector<ChannelReaders> layers = scalable_operators(source.graph);
  if (layers.empty() || samples.count() == 0) return source;
  const std::vector<Extents> extents = extents_of(source, layers, samples);
  Source result = source;
  for (std::size_t k = 0; k < layers.size(); ++k) {
    scale_channels(result.graph, layers[k], factors_of(extents[k]));
  }
  result.bytes = tflite::write(result.graph);
  return result;
}

}  // namespace ambulo::quantization
