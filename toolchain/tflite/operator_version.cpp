// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/operator_version.h"

#include <algorithm>

namespace ambulo::tflite {
namespace {

using graph::DataType;

// Float32 everywhere is version 1 of every operator made here, save for these options.
std::int32_t float_version(const graph::Operator& op) {
  if (const auto* conv = std::get_if<graph::Conv2d>(&op.attributes)) {
    return conv->dilation_h != 1 || conv->dilation_w != 1 ? 2 : 1;
  }
  if (const auto* layer = std::get_if<graph::FullyConnected>(&op.attributes)) {
    if (op.inputs.size() < 3 || op.inputs[2] == graph::kNone) return 6;  // no bias
    return layer->keep_dims ? 5 : 1;
  }
  if (const auto* slice = std::get_if<graph::StridedSlice>(&op.attributes)) {
    return slice->ellipsis_mask != 0 || slice->new_axis_mask != 0 ? 6 : 1;
  }
  return 1;
}

// The version that took in a type for weights and activations of convolutions and dense layers.
std::int32_t weighted_version(const graph::Graph& graph, const graph::Operator& op, bool dense) {
  const auto type_of = [&](std::size_t i) {
    const bool present = i < op.inputs.size() && op.inputs[i] != graph::kNone;
    return present ? graph.tensors[static_cast<std::size_t>(op.inputs[i])].type : DataType::Float32;
  };
  const DataType input = type_of(0), weights = type_of(1);
  if (input == DataType::Int16) return dense ? 7 : 4;
  if (input == DataType::Int8) return dense ? 4 : 3;
  if (weights == DataType::Int8) return dense ? 3 : 5;
  return 1;
}

std::int32_t type_version(const graph::Graph& graph, const graph::Operator& op) {
  const bool dense = std::holds_alternative<graph::FullyConnected>(op.attributes);
  if (dense || std::holds_alternative<graph::Conv2d>(op.attributes)) {
    return weighted_version(graph, op, dense);
  }
  if (std::holds_alternative<graph::Reshape>(op.attributes)) return 1;  // of any type
  std::int32_t version = 1;
  for (const int index : op.inputs) {
    if (index == graph::kNone) continue;
    const DataType type = graph.tensors[static_cast<std::size_t>(index)].type;
    if (type == DataType::Int8) version = std::max(version, 2);
    if (type == DataType::Int16 || type == DataType::Float16) version = std::max(version, 3);
  }
  return version;
}

}  // namespace

std::int32_t operator_version(const graph::Graph& graph, const graph::Operator& op) {
  return std::max(float_version(op), type_version(graph, op));
}

}  // namespace ambulo::tflite
