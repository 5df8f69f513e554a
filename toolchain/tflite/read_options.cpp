// SPDX-License-Identifier: Apache-2.0
// Options table -> attributes. write_options.cpp is the way back.
#include <algorithm>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/tflite/operator_kinds.h"
#include "toolchain/tflite/options.h"

namespace ambulo::tflite {
namespace {

using graph::Attributes;
using schema::BuiltinOperator;
using schema::OptionsType;

// What a variant that is not modelled throws; read_attributes turns it into nothing.
struct NotModelled {};

graph::Activation activation_of(std::int8_t value) {
  switch (static_cast<schema::Activation>(value)) {
    case schema::Activation::None:
      return graph::Activation::None;
    case schema::Activation::Relu:
      return graph::Activation::Relu;
    case schema::Activation::Relu6:
      return graph::Activation::Relu6;
    case schema::Activation::Tanh:
      return graph::Activation::Tanh;
    case schema::Activation::ReluN1To1:
      return graph::Activation::ReluN1To1;
    case schema::Activation::SignBit:
      throw NotModelled{};
  }
  throw Error(ErrorKind::BadInput, "an operator has an activation outside the schema");
}

graph::Padding padding_of(std::int8_t value) {
  if (value == static_cast<std::int8_t>(schema::Padding::Same)) return graph::Padding::Same;
  if (value == static_cast<std::int8_t>(schema::Padding::Valid)) return graph::Padding::Valid;
  throw Error(ErrorKind::BadInput, "an operator has a padding outside the schema");
}

// Absent options have the default of every field.
class Reader {
 public:
  explicit Reader(const std::optional<VerifiedTable>& options) : options_(options) {}

  template <typename T>
  T get(schema::Scalar<T> field) const {
    return options_ ? options_->get(field) : field.default_value;
  }

  Attributes conv_2d() const {
    namespace field = schema::conv_2d_options;
    return graph::Conv2d{padding_of(get(field::kPadding)),
                         get(field::kStrideH),
                         get(field::kStrideW),
                         get(field::kDilationH),
                         get(field::kDilationW),
                         activation_of(get(field::kActivation)),
                         get(field::kQuantizedBiasType)};
  }
  Attributes depthwise_conv_2d() const {
    namespace field = schema::depthwise_conv_2d_options;
    return graph::DepthwiseConv2d{padding_of(get(field::kPadding)),
                                  get(field::kStrideH),
                                  get(field::kStrideW),
                                  get(field::kDilationH),
                                  get(field::kDilationW),
                                  get(field::kDepthMultiplier),
                                  activation_of(get(field::kActivation))};
  }
  Attributes pool_2d(bool max) const {
    namespace field = schema::pool_2d_options;
    return graph::Pool2d{max,
                         padding_of(get(field::kPadding)),
                         get(field::kStrideH),
                         get(field::kStrideW),
                         get(field::kFilterH),
                         get(field::kFilterW),
                         activation_of(get(field::kActivation))};
  }
  Attributes fully_connected() const {
    namespace field = schema::fully_connected_options;
    const auto format = static_cast<schema::WeightsFormat>(get(field::kWeightsFormat));
    if (format != schema::WeightsFormat::Default) throw NotModelled{};
    return graph::FullyConnected{
        activation_of(get(field::kActivation)), get(field::kKeepNumDims) != 0,
        get(field::kAsymmetricQuantizeInputs) != 0, get(field::kQuantizedBiasType)};
  }
  Attributes batch_matmul() const {
    namespace field = schema::batch_matmul_options;
    return graph::BatchMatMul{get(field::kAdjointX) != 0, get(field::kAdjointY) != 0,
                              get(field::kAsymmetricQuantizeInputs) != 0};
  }
  Attributes squeeze() const {
    if (!options_) return graph::Squeeze{};
    return graph::Squeeze{options_->values<std::int32_t>(schema::squeeze_options::kSqueezeDims)};
  }
  Attributes shape() const {
    const auto number = static_cast<schema::TensorType>(get(schema::shape_options::kOutType));
    if (number == schema::TensorType::Int64) return graph::ShapeOf{graph::DataType::Int64};
    return graph::ShapeOf{graph::DataType::Int32};
  }
  Attributes var_handle() const {
    namespace field = schema::var_handle_options;
    if (!options_) return graph::VarHandle{};
    return graph::VarHandle{options_->string(field::kContainer),
                            options_->string(field::kSharedName)};
  }
  Attributes concatenation() const {
    namespace field = schema::concatenation_options;
    return graph::Concatenation{get(field::kAxis), activation_of(get(field::kActivation))};
  }
  Attributes strided_slice() const {
    namespace field = schema::strided_slice_options;
    return graph::StridedSlice{get(field::kBeginMask),      get(field::kEndMask),
                               get(field::kEllipsisMask),   get(field::kNewAxisMask),
                               get(field::kShrinkAxisMask), get(field::kOffset) != 0};
  }
  Attributes unidirectional_sequence_lstm() const {
    namespace field = schema::unidirectional_sequence_lstm_options;
    if (get(field::kDiagonalRecurrentTensors) != 0) throw NotModelled{};
    return graph::UnidirectionalSequenceLstm{
        activation_of(get(field::kActivation)), get(field::kCellClip), get(field::kProjectionClip),
        get(field::kTimeMajor) != 0, get(field::kAsymmetricQuantizeInputs) != 0};
  }
  Attributes elementwise(graph::Elementwise::Kind kind) const {
    using Kind = graph::Elementwise::Kind;
    const bool sum = kind == Kind::Add || kind == Kind::Sub;
    if (!sum && kind != Kind::Mul && kind != Kind::Div) return graph::Elementwise{kind};
    return graph::Elementwise{kind, activation_of(get(schema::add_options::kActivation)),
                              !sum || get(schema::add_options::kPotScaleInt16) != 0};
  }

 private:
  const std::optional<VerifiedTable>& options_;
};

// Which options table and which reading belong to a code.
std::optional<std::pair<OptionsType, Attributes>> dispatch(BuiltinOperator code,
                                                           const Reader& read) {
  using Both = std::pair<OptionsType, Attributes>;
  switch (code) {
    case BuiltinOperator::Conv2d:
      return Both{OptionsType::Conv2d, read.conv_2d()};
    case BuiltinOperator::MaxPool2d:
      return Both{OptionsType::Pool2d, read.pool_2d(true)};
    case BuiltinOperator::AveragePool2d:
      return Both{OptionsType::Pool2d, read.pool_2d(false)};
    case BuiltinOperator::FullyConnected:
      return Both{OptionsType::FullyConnected, read.fully_connected()};
    case BuiltinOperator::Softmax:
      return Both{OptionsType::Softmax, graph::Softmax{read.get(schema::softmax_options::kBeta)}};
    case BuiltinOperator::Reshape:
      return Both{OptionsType::Reshape, graph::Reshape{}};
    case BuiltinOperator::Concatenation:
      return Both{OptionsType::Concatenation, read.concatenation()};
    case BuiltinOperator::StridedSlice:
      return Both{OptionsType::StridedSlice, read.strided_slice()};
    case BuiltinOperator::UnidirectionalSequenceLstm:
      return Both{OptionsType::UnidirectionalSequenceLstm, read.unidirectional_sequence_lstm()};
    case BuiltinOperator::DepthwiseConv2d:
      return Both{OptionsType::DepthwiseConv2d, read.depthwise_conv_2d()};
    case BuiltinOperator::BatchMatmul:
      return Both{OptionsType::BatchMatMul, read.batch_matmul()};
    case BuiltinOperator::Squeeze:
      return Both{OptionsType::Squeeze, read.squeeze()};
    case BuiltinOperator::Shape:
      return Both{OptionsType::Shape, read.shape()};
    case BuiltinOperator::VarHandle:
      return Both{OptionsType::VarHandle, read.var_handle()};
    case BuiltinOperator::Pack:
      return Both{OptionsType::Pack, graph::Pack{read.get(schema::pack_options::kAxis)}};
    case BuiltinOperator::Unpack:
      return Both{OptionsType::Unpack, graph::Unpack{read.get(schema::unpack_options::kAxis)}};
    case BuiltinOperator::Gather:
      return Both{OptionsType::Gather, graph::Gather{read.get(schema::gather_options::kAxis),
                                                     read.get(schema::gather_options::kBatchDims)}};
    case BuiltinOperator::LeakyRelu:
      return Both{OptionsType::LeakyRelu,
                  graph::LeakyRelu{read.get(schema::leaky_relu_options::kAlpha)}};
    case BuiltinOperator::While:
      return Both{OptionsType::While,
                  graph::While{read.get(schema::while_options::kConditionSubgraph),
                               read.get(schema::while_options::kBodySubgraph)}};
    case BuiltinOperator::CallOnce:
      return Both{OptionsType::CallOnce,
                  graph::CallOnce{read.get(schema::call_once_options::kInitSubgraph)}};
    default:
      break;
  }
  if (const auto* row = kind_of<graph::Elementwise::Kind>(code)) {
    return Both{row->options, read.elementwise(row->kind)};
  }
  if (const auto* row = kind_of<graph::Unary::Kind>(code)) {
    return Both{row->options, graph::Unary{row->kind}};
  }
  if (const auto* row = kind_of<graph::Reduce::Kind>(code)) {
    const bool keep_dims = read.get(schema::reducer_options::kKeepDims) != 0;
    return Both{row->options, graph::Reduce{row->kind, keep_dims}};
  }
  if (const auto* row = kind_of<graph::Plain::Kind>(code)) {
    return Both{row->options, graph::Plain{row->kind}};
  }
  return std::nullopt;
}

// Tables of the schema that hold vectors or strings; the fields of all others are scalars.
constexpr int kTablesWithReferences[] = {4, 17, 30, 111, 115};

}  // namespace

std::optional<Attributes> read_attributes(BuiltinOperator code, OptionsType type,
                                          const std::optional<VerifiedTable>& options) {
  // A table of another type has other fields: then none of them is read.
  const std::optional<VerifiedTable> none;
  try {
    const auto expected = dispatch(code, Reader(none));
    if (!expected) return std::nullopt;
    if (!options || type == OptionsType::None || expected->first == OptionsType::None) {
      return expected->second;
    }
    if (type != expected->first) {
      throw Error(ErrorKind::BadInput, "an operator has the options of another operator");
    }
    return dispatch(code, Reader(options))->second;
  } catch (const NotModelled&) {
    return std::nullopt;
  }
}

bool is_modelled(BuiltinOperator code) {
  const std::optional<VerifiedTable> none;
  return dispatch(code, Reader(none)).has_value();
}

graph::Unknown read_unknown(std::string name, std::int32_t code, const VerifiedTable& op) {
  graph::Unknown unknown{std::move(name), code};
  unknown.options_type = op.get(schema::op::kBuiltinOptionsType);
  unknown.custom_options = op.values<std::uint8_t>(schema::op::kCustomOptions);
  const auto* with_references = std::ranges::find(kTablesWithReferences, unknown.options_type);
  const auto options = op.table(schema::op::kBuiltinOptions);
  unknown.has_options = options.has_value();
  if (options && with_references == std::end(kTablesWithReferences)) {
    for (auto& [slot, bytes] : options->scalar_fields()) {
      unknown.options.push_back({slot, std::move(bytes)});
    }
  }
  unknown.is_writable = with_references == std::end(kTablesWithReferences) &&
                        !op.has(schema::op::kBuiltinOptions2) &&
                        op.get(schema::op::kLargeCustomOptionsOffset) == 0;
  return unknown;
}

}  // namespace ambulo::tflite
