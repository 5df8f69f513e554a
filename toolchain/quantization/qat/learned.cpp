// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/qat/learned.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "toolchain/graph/edit.h"
#include "toolchain/quantization/tensor_numbers.h"
#include "toolchain/quantization/weighted.h"
#include "toolchain/training/adamw.h"

namespace ambulo::quantization {
namespace {

using graph::Graph;
using graph::Operator;

// Ranges are few, and every sample has a say in each: they bear larger steps.
constexpr double kRangeRate = 10.0;
constexpr std::size_t kBias = 2;  // of operators with one weight operand

float extent_of(std::span<const float> values) {
  float extent = 0.0f;
  for (const float value : values) extent = std::max(extent, std::abs(value));
  return extent;
}

// The largest magnitude in the slice along axis that each value belongs to.
std::vector<float> slice_extents(const graph::Tensor& tensor, int axis) {
  const std::vector<float> values = float_values(tensor);
  if (axis < 0) return std::vector<float>(values.size(), extent_of(values));
  const auto channels = static_cast<std::size_t>(tensor.shape[static_cast<std::size_t>(axis)]);
  std::size_t stride = 1;
  for (auto i = static_cast<std::size_t>(axis) + 1; i < tensor.shape.size(); ++i) {
    stride *= static_cast<std::size_t>(tensor.shape[i]);
  }
  const auto channel = [&](std::size_t i) { return i / stride % channels; };
  std::vector<float> extents(channels, 0.0f), result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    extents[channel(i)] = std::max(extents[channel(i)], std::abs(values[i]));
  }
  for (std::size_t i = 0; i < values.size(); ++i) result[i] = extents[channel(i)];
  return result;
}

// One value for each slice: what a bias beside these weights counts in.
std::vector<float> by_channel(const graph::Tensor& tensor, int axis) {
  const std::vector<float> all = slice_extents(tensor, axis);
  const auto channels = static_cast<std::size_t>(tensor.shape[static_cast<std::size_t>(axis)]);
  std::vector<float> result;
  const std::size_t step = axis == 0 ? all.size() / channels : 1;
  for (std::size_t c = 0; c < channels; ++c) result.push_back(all[c * step]);
  return result;
}

std::map<int, std::vector<float>> units_of(const Graph& graph) {
  std::map<int, std::vector<float>> units;
  for (const Operator& op : graph.operators) {
    const auto tensor = [&](std::size_t operand) -> const graph::Tensor& {
      return graph.tensors[static_cast<std::size_t>(op.inputs[operand])];
    };
    const std::vector<WeightOperand> weights = weight_operands(op);
    for (const auto& [operand, axis] : weights) {
      if (is_float_constant(graph, op, operand)) {
        units[op.inputs[operand]] = slice_extents(tensor(operand), axis);
      }
    }
    const bool has_bias = weights.size() == 1 && is_float_constant(graph, op, kBias);
    if (has_bias && is_float_constant(graph, op, weights[0].operand)) {
      units[op.inputs[kBias]] = by_channel(tensor(weights[0].operand), weights[0].axis);
    }
    for (std::size_t i = 0; i < op.inputs.size(); ++i) {
      if (!is_float_constant(graph, op, i) || units.contains(op.inputs[i])) continue;
      units[op.inputs[i]] = slice_extents(tensor(i), kPerTensor);
    }
  }
  return units;
}

}  // namespace

Learned::Learned(Graph graph, Calibration calibration, const Plan& plan)
    : graph_(std::move(graph)), calibration_(std::move(calibration)), units_(units_of(graph_)) {
  const TensorNumbers numbers(graph_, calibration_, plan);
  for (std::size_t i = 0; i < graph_.tensors.size(); ++i) {
    groups_.push_back(numbers.group(static_cast<int>(i)));
  }
  std::map<std::size_t, Range> joined;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    joined[groups_[i]].include(calibration_.ranges[i]);
  }
  for (const auto& [group, range] : joined) {
    const auto width = static_cast<float>(range.high - range.low);
    if (!(width > 0.0f)) continue;
    Parameter& parameter = ranges_[group];
    parameter.units = {width, width};
    parameter.values = {static_cast<float>(range.low) / width,
                        static_cast<float>(range.high) / width};
  }
}

void Learned::step(const Gradients& gradients, double learning_rate) {
  ++steps_;
  for (const auto& [index, gradient] : gradients.weights) {
    Parameter& parameter = weights_of(index);
    move(parameter, gradient, learning_rate);
    std::vector<float> values = parameter.values;
    for (std::size_t i = 0; i < values.size(); ++i) values[i] *= parameter.units[i];
    std::vector<std::uint8_t>& data = graph_.tensors[static_cast<std::size_t>(index)].data;
    if (!values.empty()) std::memcpy(data.data(), values.data(), data.size());
  }
  move_ranges(gradients, learning_rate);
}

Learned::Parameter& Learned::weights_of(int tensor) {
  Parameter& parameter = weights_[tensor];
  if (!parameter.values.empty()) return parameter;
  parameter.units = units_.at(tensor);
  parameter.values = float_values(graph_.tensors[static_cast<std::size_t>(tensor)]);
  for (std::size_t i = 0; i < parameter.values.size(); ++i) {
    float& unit = parameter.units[i];
    if (!(unit > 0.0f)) unit = 1.0f;
    parameter.values[i] /= unit;
  }
  return parameter;
}

void Learned::move(Parameter& parameter, std::vector<float> gradient, double learning_rate) {
  const std::size_t count = parameter.values.size();
  parameter.m.resize(count);
  parameter.v.resize(count);
  for (std::size_t i = 0; i < count; ++i) gradient[i] *= parameter.units[i];
  training::adamw({.learning_rate = learning_rate, .step = steps_}, parameter.values, gradient,
                  parameter.m, parameter.v);
}

void Learned::move_ranges(const Gradients& gradients, double learning_rate) {
  std::map<std::size_t, std::vector<float>> sums;
  for (std::size_t i = 0; i < gradients.ranges.size(); ++i) {
    const auto result = static_cast<std::size_t>(graph_.operators[i].outputs[0]);
    std::vector<float>& sum = sums[groups_[result]];
    sum.resize(2);
    sum[0] += static_cast<float>(gradients.ranges[i].low);
    sum[1] += static_cast<float>(gradients.ranges[i].high);
  }
  for (auto& [group, sum] : sums) {
    const auto found = ranges_.find(group);
    if (found == ranges_.end()) continue;
    Parameter& range = found->second;
    for (std::size_t end = 0; end < 2; ++end) {
      if (range.values[end] == 0.0f) sum[end] = 0.0f;  // as below ReLU: nothing lies beyond
    }
    move(range, sum, kRangeRate * learning_rate);
    // Zero stays inside.
    range.values[0] = std::min(range.values[0], 0.0f);
    range.values[1] = std::max(range.values[1], 0.0f);
    const Range moved = {static_cast<double>(range.values[0] * range.units[0]),
                         static_cast<double>(range.values[1] * range.units[1])};
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      if (groups_[i] == group && calibration_.ranges[i] != Range{}) calibration_.ranges[i] = moved;
    }
  }
}

}  // namespace ambulo::quantization
