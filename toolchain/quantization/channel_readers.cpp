// SPDX-License-Identifier: Apache-2.0
// Follows the channels of a result, which lie along its last axis, to the weights that read them.
#include <optional>
#include <utility>

#include "toolchain/graph/edit.h"
#include "toolchain/quantization/equalize.h"
#include "toolchain/quantization/weighted.h"

namespace ambulo::quantization {
namespace {

using graph::Graph;
using graph::kNone;
using graph::Operator;

bool is_convolution_or_dense(const Graph& graph, const Operator& op) {
  const bool kind = std::holds_alternative<graph::Conv2d>(op.attributes) ||
                    std::holds_alternative<graph::FullyConnected>(op.attributes);
  const bool has_bias = op.inputs.size() > 2 && op.inputs[2] != kNone;
  return kind && is_float_constant(graph, op, 1) && (!has_bias || is_float_constant(graph, op, 2));
}

bool is_homogeneous(graph::Activation activation) {
  return activation == graph::Activation::None || activation == graph::Activation::Relu;
}

bool scales_with_its_weights(const Graph& graph, const Operator& op) {
  if (!is_convolution_or_dense(graph, op)) return false;
  const auto* conv = std::get_if<graph::Conv2d>(&op.attributes);
  return is_homogeneous(conv ? conv->activation
                             : std::get<graph::FullyConnected>(op.attributes).activation);
}

using Channels = std::vector<int>;  // along the last axis

class Following {
 public:
  Following(const Graph& graph, ChannelReaders& found) : graph_(graph), found_(found) {}

  // False where the channels reach something that cannot be scaled back.
  bool follow(int tensor, const Channels& channels) {
    if (is_output(graph_, tensor)) return false;
    for (const std::size_t reader : consumers(graph_, tensor)) {
      if (!pass(reader, tensor, channels)) return false;
    }
    return true;
  }

 private:
  const graph::Tensor& tensor(int index) const {
    return graph_.tensors[static_cast<std::size_t>(index)];
  }

  bool pass(std::size_t reader, int from, const Channels& channels) {
    const Operator& op = graph_.operators[reader];
    if (is_convolution_or_dense(graph_, op) && op.inputs[0] == from) return read(reader, channels);
    const auto* pool = std::get_if<graph::Pool2d>(&op.attributes);
    if (pool && is_homogeneous(pool->activation)) return follow(op.outputs[0], channels);
    if (std::holds_alternative<graph::Reshape>(op.attributes)) {
      const auto last = static_cast<std::size_t>(tensor(op.outputs[0]).shape.back());
      if (last % channels.size() != 0) return false;
      return follow(op.outputs[0], repeated(channels, last));
    }
    if (const auto* joint = std::get_if<graph::Concatenation>(&op.attributes)) {
      const auto rank = static_cast<int>(tensor(from).shape.size());
      const bool last_axis = joint->axis == rank - 1 || joint->axis == -1;
      if (!last_axis || !is_homogeneous(joint->activation)) return false;
      return follow(op.outputs[0], placed(op, from, channels));
    }
    return false;
  }

  // Inputs of weights: the input channels of a convolution, the inputs of a dense layer.
  bool read(std::size_t reader, const Channels& channels) {
    const auto inputs =
        static_cast<std::size_t>(tensor(graph_.operators[reader].inputs[1]).shape.back());
    if (inputs % channels.size() != 0) return false;
    found_.readers.push_back({reader, repeated(channels, inputs)});
    return true;
  }

  static Channels repeated(const Channels& channels, std::size_t count) {
    Channels result(count);
    for (std::size_t i = 0; i < count; ++i) result[i] = channels[i % channels.size()];
    return result;
  }

  Channels placed(const Operator& op, int from, const Channels& channels) const {
    Channels result;
    for (const int input : op.inputs) {
      const auto width = static_cast<std::size_t>(tensor(input).shape.back());
      if (input == from) {
        result.insert(result.end(), channels.begin(), channels.end());
      } else {
        result.insert(result.end(), width, -1);
      }
    }
    return result;
  }

  const Graph& graph_;
  ChannelReaders& found_;
};

}  // namespace

std::vector<ChannelReaders> scalable_operators(const Graph& graph) {
  std::vector<ChannelReaders> result;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    if (!scales_with_its_weights(graph, op)) continue;
    const int output = op.outputs[0];
    const auto count =
        static_cast<std::size_t>(graph.tensors[static_cast<std::size_t>(output)].shape.back());
    Channels channels(count);
    for (std::size_t c = 0; c < count; ++c) channels[c] = static_cast<int>(c);
    ChannelReaders found{i, {}};
    if (Following(graph, found).follow(output, channels) && !found.readers.empty()) {
      result.push_back(std::move(found));
    }
  }
  return result;
}

}  // namespace ambulo::quantization
