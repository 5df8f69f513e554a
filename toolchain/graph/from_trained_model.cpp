// SPDX-License-Identifier: Apache-2.0
// Walks the layers with the tensor that the last one gave. A sequence is (1, T, C) or, between
// convolutions and pools, (1, 1, T, C): time is the width of an image of height 1. A vector is
// (1, F). RESHAPE stands only where the form changes.
#include "toolchain/graph/from_trained_model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "runtime/model/tflite_schema.h"
#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"

namespace ambulo::graph {
namespace {

using training::Array;
using training::LayerKind;
using training::LayerSpec;
using training::TrainedLayer;

[[noreturn]] void refuse(const LayerSpec& spec, std::string what) {
  throw Error(ErrorKind::BadInput, std::move(what), fmt::format("layer '{}'", spec.name));
}

// W (out, in, kernel) -> filter (out, 1, kernel, in)
std::vector<float> filter_of(const Array& weight) {
  const std::size_t out = weight.shape[0], in = weight.shape[1], kernel = weight.shape[2];
  std::vector<float> filter(weight.values.size());
  for (std::size_t o = 0; o < out; ++o) {
    for (std::size_t i = 0; i < in; ++i) {
      for (std::size_t k = 0; k < kernel; ++k) {
        filter[(o * kernel + k) * in + i] = weight.values[(o * in + i) * kernel + k];
      }
    }
  }
  return filter;
}

class Builder {
 public:
  explicit Builder(const training::TrainedModel& model) {
    graph_.name = model.name;
    const auto& contract = model.contract;
    current_ = add_tensor(
        graph_, "input",
        {1, contract.window, static_cast<std::int32_t>(channel_count(contract.front_end.kind))});
    graph_.inputs = {current_};
  }

  void add(const TrainedLayer& layer) {
    const LayerSpec& spec = layer.spec;
    switch (spec.kind) {
      case LayerKind::Conv1d:
        return conv(layer);
      case LayerKind::Dense:
        return dense(layer);
      case LayerKind::BatchNorm:
        return batch_norm(layer);
      case LayerKind::Relu:
        return push(spec.name, Unary{Unary::Kind::Relu}, {}, shape());
      case LayerKind::MaxPool:
        return max_pool(spec);
      case LayerKind::MeanMaxPool:
        return mean_max_pool(spec);
      case LayerKind::Dropout:
        return push(spec.name, Dropout{spec.rate}, {}, shape());
      case LayerKind::Lstm:
        return lstm(layer);
      case LayerKind::LastStep:
        return last_step(spec);
      case LayerKind::Flatten:
        need_sequence(spec);
        return reshape_to({1, time() * channels()});
      case LayerKind::Softmax:
        need_vector(spec);
        return push(spec.name, Softmax{}, {}, shape());
    }
    refuse(spec, "this kind of layer is not known");
  }

  Graph finish(std::size_t labels) {
    if (shape() != Shape{1, static_cast<std::int32_t>(labels)}) {
      throw Error(ErrorKind::BadInput,
                  fmt::format("the last layer gives shape ({}), the contract has {} labels",
                              fmt::join(shape(), ", "), labels),
                  fmt::format("model '{}'", graph_.name));
    }
    graph_.tensors[static_cast<std::size_t>(current_)].name = "probabilities";
    graph_.outputs = {current_};
    return std::move(graph_);
  }

 private:
  const Shape& shape() const { return graph_.tensors[static_cast<std::size_t>(current_)].shape; }
  std::int32_t channels() const { return shape().back(); }
  std::int32_t time() const { return shape()[shape().size() - 2]; }

  void need_sequence(const LayerSpec& spec) const {
    if (shape().size() < 3) refuse(spec, "needs a sequence, but gets a vector");
  }
  void need_vector(const LayerSpec& spec) const {
    if (shape().size() != 2) refuse(spec, "needs a vector, but gets a sequence");
  }

  // A parameter, its shape checked.
  const Array& parameter(const TrainedLayer& layer, const std::string& name,
                         const std::vector<std::size_t>& expected) const {
    const auto it = layer.parameters.find(name);
    if (it == layer.parameters.end()) refuse(layer.spec, fmt::format("has no '{}'", name));
    std::size_t count = 1;
    for (const std::size_t n : expected) count *= n;
    if (it->second.shape != expected || it->second.values.size() != count) {
      refuse(layer.spec, fmt::format("'{}' has shape ({}), expected ({})", name,
                                     fmt::join(it->second.shape, ", "), fmt::join(expected, ", ")));
    }
    return it->second;
  }

  int constant(const LayerSpec& spec, const std::string& name, Shape shape,
               const std::vector<float>& values) {
    return add_constant(graph_, spec.name + "/" + name, std::move(shape), values);
  }

  // An operator on the current tensor and more operands; its output becomes the current tensor.
  void push(const std::string& name, Attributes attributes, const std::vector<int>& operands,
            Shape output) {
    std::vector<int> inputs = {current_};
    inputs.insert(inputs.end(), operands.begin(), operands.end());
    current_ = add_tensor(graph_, name, std::move(output));
    graph_.operators.push_back({std::move(attributes), std::move(inputs), {current_}});
  }

  void reshape_to(Shape target) {
    if (shape() == target) return;
    const std::string name = graph_.tensors[static_cast<std::size_t>(current_)].name + "/reshape";
    const int operand =
        add_constant(graph_, name + "/shape", {static_cast<std::int32_t>(target.size())}, target);
    push(name, Reshape{}, {operand}, std::move(target));
  }
  void as_image() { reshape_to({1, 1, time(), channels()}); }
  void as_sequence() { reshape_to({1, time(), channels()}); }

  void conv(const TrainedLayer& layer) {
    const LayerSpec& spec = layer.spec;
    need_sequence(spec);
    const auto in = static_cast<std::size_t>(channels());
    const auto kernel = static_cast<std::int32_t>(spec.kernel);
    const auto stride = static_cast<std::int32_t>(spec.stride);
    const auto out = static_cast<std::int32_t>(spec.units);
    if (kernel < 1 || stride < 1 || time() < kernel) {
      refuse(spec, fmt::format("kernel {} with stride {} does not fit {} time steps", kernel,
                               stride, time()));
    }
    const Array& weight = parameter(layer, "weight", {spec.units, in, spec.kernel});
    const Array& bias = parameter(layer, "bias", {spec.units});
    as_image();
    Conv2d attributes;
    attributes.stride_w = stride;
    push(spec.name, attributes,
         {constant(spec, "weight", {out, 1, kernel, channels()}, filter_of(weight)),
          constant(spec, "bias", {out}, bias.values)},
         {1, 1, (time() - kernel) / stride + 1, out});
  }

  void dense(const TrainedLayer& layer) {
    const LayerSpec& spec = layer.spec;
    need_vector(spec);
    const auto in = static_cast<std::size_t>(channels());
    const auto out = static_cast<std::int32_t>(spec.units);
    const Array& weight = parameter(layer, "weight", {spec.units, in});
    const Array& bias = parameter(layer, "bias", {spec.units});
    push(spec.name, FullyConnected{},
         {constant(spec, "weight", {out, channels()}, weight.values),
          constant(spec, "bias", {out}, bias.values)},
         {1, out});
  }

  void batch_norm(const TrainedLayer& layer) {
    std::vector<int> operands;
    for (const char* name : {"weight", "bias", "running_mean", "running_var"}) {
      const Array& array = parameter(layer, name, {static_cast<std::size_t>(channels())});
      operands.push_back(constant(layer.spec, name, {channels()}, array.values));
    }
    push(layer.spec.name, BatchNorm{layer.spec.epsilon}, operands, shape());
  }

  void max_pool(const LayerSpec& spec) {
    need_sequence(spec);
    Pool2d pool;
    pool.filter_w = pool.stride_w = static_cast<int>(spec.kernel);
    if (pool.filter_w < 1 || time() < pool.filter_w) {
      refuse(spec, fmt::format("kernel {} does not fit {} time steps", spec.kernel, time()));
    }
    as_image();
    push(spec.name, pool, {}, {1, 1, time() / pool.filter_w, channels()});
  }

  void mean_max_pool(const LayerSpec& spec) {
    need_sequence(spec);
    as_image();
    Pool2d pool;
    pool.filter_w = pool.stride_w = time();
    const int sequence = current_;
    const Shape pooled = {1, 1, 1, channels()};
    pool.max = false;
    push(spec.name + "/mean", pool, {}, pooled);
    const int mean = std::exchange(current_, sequence);
    pool.max = true;
    push(spec.name + "/max", pool, {}, pooled);
    const int max = std::exchange(current_, mean);
    push(spec.name, Concatenation{3}, {max}, {1, 1, 1, 2 * channels()});
    reshape_to({1, channels()});
  }

  void lstm(const TrainedLayer& layer) {
    namespace operand = schema::lstm_operand;
    const LayerSpec& spec = layer.spec;
    need_sequence(spec);
    as_sequence();
    const std::size_t in = static_cast<std::size_t>(channels()), cells = spec.units;
    const auto h = static_cast<std::int32_t>(cells);
    const Array& weight_ih = parameter(layer, "weight_ih", {4 * cells, in});
    const Array& weight_hh = parameter(layer, "weight_hh", {4 * cells, cells});
    const Array& bias_ih = parameter(layer, "bias_ih", {4 * cells});
    const Array& bias_hh = parameter(layer, "bias_hh", {4 * cells});

    std::vector<int> operands(operand::kCount, kNone);
    // Both orders are input, forget, cell, output.
    const char* const gates[] = {"input", "forget", "cell", "output"};
    const auto rows = [&](const Array& array, std::size_t gate, std::size_t width) {
      const auto begin = array.values.begin() + static_cast<std::ptrdiff_t>(gate * cells * width);
      return std::vector<float>(begin, begin + static_cast<std::ptrdiff_t>(cells * width));
    };
    for (std::size_t gate = 0; gate < 4; ++gate) {
      const std::string name = gates[gate];
      std::vector<float> bias = rows(bias_ih, gate, 1);
      const std::vector<float> more = rows(bias_hh, gate, 1);
      for (std::size_t i = 0; i < cells; ++i) bias[i] += more[i];
      operands[operand::kInputToInputWeights + gate] =
          constant(spec, name + "/weight", {h, channels()}, rows(weight_ih, gate, in));
      operands[operand::kRecurrentToInputWeights + gate] =
          constant(spec, name + "/recurrent", {h, h}, rows(weight_hh, gate, cells));
      operands[operand::kInputGateBias + gate] = constant(spec, name + "/bias", {h}, bias);
    }
    operands[operand::kOutputState] = state(spec.name + "/output_state", h);
    operands[operand::kCellState] = state(spec.name + "/cell_state", h);
    operands.erase(operands.begin());  // the input itself, which push puts in front
    push(spec.name, UnidirectionalSequenceLstm{}, operands, {1, time(), h});
  }

  int state(const std::string& name, std::int32_t cells) {
    const int index = add_tensor(graph_, name, {1, cells});
    graph_.tensors.back().is_variable = true;
    return index;
  }

  void last_step(const LayerSpec& spec) {
    need_sequence(spec);
    as_sequence();
    const auto operand = [&](const char* name, const std::vector<std::int32_t>& values) {
      return add_constant(graph_, spec.name + "/" + name, {3}, values);
    };
    StridedSlice slice;
    slice.shrink_axis_mask = 1 << 1;  // of (batch, time, channels)
    push(spec.name, slice,
         {operand("begin", {0, time() - 1, 0}), operand("end", {1, time(), channels()}),
          operand("strides", {1, 1, 1})},
         {1, channels()});
  }

  Graph graph_;
  int current_;  // the tensor that the next layer takes
};

}  // namespace

Graph from_trained_model(const training::TrainedModel& model) {
  Builder builder(model);
  for (const TrainedLayer& layer : model.layers) builder.add(layer);
  return builder.finish(model.contract.labels.size());
}

}  // namespace ambulo::graph
