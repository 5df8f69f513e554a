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

const graph::Tensor* operand(const graph::Graph& graph, const graph::Operator& op, std::size_t i) {
  const bool present = i < op.inputs.size() && op.inputs[i] != graph::kNone;
  return present ? &graph.tensors[static_cast<std::size_t>(op.inputs[i])] : nullptr;
}

DataType type_of(const graph::Graph& graph, const graph::Operator& op, std::size_t i) {
  const graph::Tensor* tensor = operand(graph, op, i);
  return tensor ? tensor->type : DataType::Float32;
}

bool by_channel(const graph::Graph& graph, const graph::Operator& op) {
  const graph::Tensor* weights = operand(graph, op, 1);
  return weights && weights->quantization && weights->quantization->scale.size() > 1;
}

// The version that took in a combination of types for activations (int8, int16) or for weights
// alone (hybrid), with one scale or with several.
struct WeightedVersions {
  std::int32_t int8, int16, hybrid, hybrid_by_channel, typed_bias;
};

std::int32_t weighted_version(const graph::Graph& graph, const graph::Operator& op,
                              const WeightedVersions& versions, std::int8_t bias_type) {
  const DataType input = type_of(graph, op, 0);
  if (input == DataType::Int16) return bias_type != 0 ? versions.typed_bias : versions.int16;
  if (input == DataType::Int8) return versions.int8;
  if (type_of(graph, op, 1) != DataType::Int8) return 1;
  return by_channel(graph, op) ? versions.hybrid_by_channel : versions.hybrid;
}

std::int32_t lstm_version(const graph::Graph& graph, const graph::Operator& op,
                          const graph::UnidirectionalSequenceLstm& lstm) {
  const bool hybrid =
      type_of(graph, op, 0) == DataType::Float32 && type_of(graph, op, 1) == DataType::Int8;
  if (!hybrid) return 1;  // int8 too
  return lstm.asymmetric_quantize_inputs ? 3 : 2;
}

bool version_one_has_all_types(const graph::Operator& op) {
  const auto* plain = std::get_if<graph::Plain>(&op.attributes);
  const auto* unary = std::get_if<graph::Unary>(&op.attributes);
  return std::holds_alternative<graph::Reshape>(op.attributes) ||
         std::holds_alternative<graph::Squeeze>(op.attributes) ||
         (plain && plain->kind == graph::Plain::Kind::ExpandDims) ||
         (unary && unary->kind == graph::Unary::Kind::Elu);
}

std::int32_t type_version(const graph::Graph& graph, const graph::Operator& op) {
  if (const auto* dense = std::get_if<graph::FullyConnected>(&op.attributes)) {
    const std::int32_t hybrid = dense->asymmetric_quantize_inputs ? 9 : 3;
    return weighted_version(graph, op, {4, 7, hybrid, 12, 11}, dense->quantized_bias_type);
  }
  if (const auto* conv = std::get_if<graph::Conv2d>(&op.attributes)) {
    return weighted_version(graph, op, {3, 4, 2, 5, 8}, conv->quantized_bias_type);
  }
  if (std::holds_alternative<graph::DepthwiseConv2d>(op.attributes)) {
    return weighted_version(graph, op, {3, 5, 4, 6, 5}, 0);
  }
  if (const auto* lstm = std::get_if<graph::UnidirectionalSequenceLstm>(&op.attributes)) {
    return lstm_version(graph, op, *lstm);
  }
  if (version_one_has_all_types(op)) return 1;
  if (std::holds_alternative<graph::LeakyRelu>(op.attributes)) {
    return type_of(graph, op, 0) == DataType::Float32 ? 1 : 2;
  }
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
