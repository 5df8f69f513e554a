// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/forms.h"

#include <algorithm>

#include "toolchain/quantization/numbers.h"
#include "toolchain/quantization/weighted.h"

namespace ambulo::quantization {
namespace {

using graph::Graph;
using graph::Operator;

// What integer kernels there are: of int8 alone, of int8 and uint8, or of int16 as well.
enum class Kernels { None, Int8, Bytes, All };

struct KernelsOf {
  template <typename T>
  Kernels operator()(const T&) const {
    return Kernels::None;
  }
  Kernels operator()(const graph::Conv2d&) const { return Kernels::All; }
  Kernels operator()(const graph::DepthwiseConv2d&) const { return Kernels::All; }
  Kernels operator()(const graph::FullyConnected&) const { return Kernels::All; }
  Kernels operator()(const graph::UnidirectionalSequenceLstm&) const { return Kernels::Int8; }
  Kernels operator()(const graph::Softmax&) const { return Kernels::All; }
  Kernels operator()(const graph::Pool2d&) const { return Kernels::All; }
  Kernels operator()(const graph::Reshape&) const { return Kernels::All; }
  Kernels operator()(const graph::Squeeze&) const { return Kernels::All; }
  Kernels operator()(const graph::Concatenation&) const { return Kernels::All; }
  Kernels operator()(const graph::Pack&) const { return Kernels::All; }
  Kernels operator()(const graph::Unpack&) const { return Kernels::All; }
  Kernels operator()(const graph::Gather&) const { return Kernels::All; }
  Kernels operator()(const graph::StridedSlice&) const { return Kernels::All; }
  Kernels operator()(const graph::LeakyRelu&) const { return Kernels::All; }
  Kernels operator()(const graph::Reduce& reduce) const {
    using Kind = graph::Reduce::Kind;
    const bool known =
        reduce.kind == Kind::Mean || reduce.kind == Kind::Sum || reduce.kind == Kind::ReduceMax;
    return known ? Kernels::All : Kernels::None;
  }
  Kernels operator()(const graph::Elementwise& elementwise) const {
    switch (elementwise.kind) {
      case graph::Elementwise::Kind::Add:
      case graph::Elementwise::Kind::Sub:
      case graph::Elementwise::Kind::Mul:
      case graph::Elementwise::Kind::Maximum:
      case graph::Elementwise::Kind::Minimum:
        return Kernels::All;
      case graph::Elementwise::Kind::SquaredDifference:
        return Kernels::Int8;
      default:
        return Kernels::None;
    }
  }
  Kernels operator()(const graph::Unary& unary) const {
    switch (unary.kind) {
      case graph::Unary::Kind::Relu:
      case graph::Unary::Kind::Relu6:
      case graph::Unary::Kind::ReluN1To1:
      case graph::Unary::Kind::Logistic:
      case graph::Unary::Kind::Tanh:
        return Kernels::All;
      case graph::Unary::Kind::HardSwish:
        return Kernels::Bytes;
      case graph::Unary::Kind::Elu:
      case graph::Unary::Kind::Abs:
        return Kernels::Int8;
      default:
        return Kernels::None;
    }
  }
  Kernels operator()(const graph::Plain& plain) const {
    switch (plain.kind) {
      case graph::Plain::Kind::Transpose:
      case graph::Plain::Kind::ExpandDims:
      case graph::Plain::Kind::Pad:
      case graph::Plain::Kind::Slice:
      case graph::Plain::Kind::ReverseV2:
      case graph::Plain::Kind::SpaceToBatchNd:
      case graph::Plain::Kind::BatchToSpaceNd:
      case graph::Plain::Kind::Split:
      case graph::Plain::Kind::SplitV:
        return Kernels::All;
      default:
        return Kernels::None;
    }
  }
};

Kernels kernels_of(const Operator& op) {
  return std::visit(KernelsOf{}, op.attributes);
}

// Weights must be constants, and so must what is added to them.
bool has_constant_weights(const Graph& graph, const Operator& op) {
  const auto weights = weight_operands(op);
  if (weights.empty()) return true;
  const bool lstm = std::holds_alternative<graph::UnidirectionalSequenceLstm>(op.attributes);
  const bool has_bias = !lstm && op.inputs.size() > 2 && op.inputs[2] != graph::kNone;
  return std::ranges::all_of(weights,
                             [&](const WeightOperand& weight) {
                               return is_float_constant(graph, op, weight.operand);
                             }) &&
         (!has_bias || is_float_constant(graph, op, 2));
}

}  // namespace

std::string_view to_string(Precision precision) {
  switch (precision) {
    case Precision::Float32:
      return "float32";
    case Precision::Hybrid:
      return "int8 weights";
    case Precision::Int16:
      return "int16";
    case Precision::Int8:
      return "int8";
    case Precision::Codebook:
      return "int8 codebook";
    case Precision::Int4:
      return "int4 weights";
    case Precision::UInt8:
      return "uint8";
  }
  return "";
}

graph::DataType activation_type(Precision precision) {
  switch (precision) {
    case Precision::Float32:
    case Precision::Hybrid:
      return graph::DataType::Float32;
    case Precision::Int16:
      return graph::DataType::Int16;
    case Precision::Int8:
    case Precision::Codebook:
    case Precision::Int4:
      return graph::DataType::Int8;
    case Precision::UInt8:
      return graph::DataType::UInt8;
  }
  return graph::DataType::Float32;
}

bool has_form(const Graph& graph, const Operator& op, Precision precision) {
  switch (precision) {
    case Precision::Float32:
      return true;
    case Precision::Hybrid:
      return !weight_operands(op).empty() && has_constant_weights(graph, op);
    case Precision::Int16:
      return kernels_of(op) == Kernels::All && has_constant_weights(graph, op);
    case Precision::Int8:
      return kernels_of(op) != Kernels::None && has_constant_weights(graph, op);
    case Precision::Codebook:
    case Precision::Int4:
      return !weight_operands(op).empty() && has_form(graph, op, Precision::Int8);
    case Precision::UInt8:
      return (kernels_of(op) == Kernels::Bytes || kernels_of(op) == Kernels::All) &&
             has_constant_weights(graph, op);
  }
  return false;
}

bool keeps_numbers(const Operator& op) {
  if (const auto* reduce = std::get_if<graph::Reduce>(&op.attributes)) {
    return reduce->kind == graph::Reduce::Kind::ReduceMax;
  }
  if (const auto* elementwise = std::get_if<graph::Elementwise>(&op.attributes)) {
    return elementwise->kind == graph::Elementwise::Kind::Maximum ||
           elementwise->kind == graph::Elementwise::Kind::Minimum;
  }
  const auto is = [&]<typename... T>(std::variant<T...>*) {
    return (std::holds_alternative<T>(op.attributes) || ...);
  };
  using Movers =
      std::variant<graph::Reshape, graph::Squeeze, graph::Pool2d, graph::Concatenation, graph::Pack,
                   graph::Unpack, graph::Gather, graph::StridedSlice, graph::Plain>;
  return is(static_cast<Movers*>(nullptr));
}

std::optional<graph::Quantization> fixed_result(const Operator& op, Precision precision) {
  const auto* unary = std::get_if<graph::Unary>(&op.attributes);
  const bool tanh = unary && unary->kind == graph::Unary::Kind::Tanh;
  const bool share = std::holds_alternative<graph::Softmax>(op.attributes) ||
                     (unary && unary->kind == graph::Unary::Kind::Logistic);
  if (!tanh && !share) return std::nullopt;
  if (precision == Precision::Int16) return fixed_numbers(1.0f / 32768.0f, 0);
  const std::int64_t least = precision == Precision::UInt8 ? 0 : -128;
  return tanh ? fixed_numbers(1.0f / 128.0f, least + 128) : fixed_numbers(1.0f / 256.0f, least);
}

}  // namespace ambulo::quantization
