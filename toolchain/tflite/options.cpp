// SPDX-License-Identifier: Apache-2.0
// Writing and reading stand side by side for each kind of operator.
#include "toolchain/tflite/options.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "toolchain/core/error.h"

namespace ambulo::tflite {
namespace {

using graph::Attributes;
using schema::BuiltinOperator;
using schema::OptionsType;

struct Builtin {
  const char* name;
  BuiltinOperator code;
};
constexpr Builtin kBuiltins[] = {
#define AMBULO_BUILTIN_OPERATOR(enumerator, name, code) {#name, BuiltinOperator::enumerator},
#include "runtime/model/builtin_operators.def"
#undef AMBULO_BUILTIN_OPERATOR
};

std::int8_t to_schema(graph::Activation activation) {
  switch (activation) {
    case graph::Activation::None:
      return static_cast<std::int8_t>(schema::Activation::None);
    case graph::Activation::Relu:
      return static_cast<std::int8_t>(schema::Activation::Relu);
    case graph::Activation::Relu6:
      return static_cast<std::int8_t>(schema::Activation::Relu6);
    case graph::Activation::Tanh:
      return static_cast<std::int8_t>(schema::Activation::Tanh);
  }
  throw Error(ErrorKind::Internal, "an activation that the schema does not have");
}

std::int8_t to_schema(graph::Padding padding) {
  return static_cast<std::int8_t>(padding == graph::Padding::Same ? schema::Padding::Same
                                                                  : schema::Padding::Valid);
}

// What a variant that is not modelled throws; read_attributes turns it into an Unknown.
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

// Writes the fields of one operator's options; the type of the table is the result.
class Writer {
 public:
  explicit Writer(TableWriter& table) : table_(table) {}

  OptionsType operator()(const graph::Conv2d& conv) {
    namespace field = schema::conv_2d_options;
    table_.add(field::kPadding, to_schema(conv.padding));
    table_.add(field::kStrideW, conv.stride_w);
    table_.add(field::kStrideH, conv.stride_h);
    table_.add(field::kActivation, to_schema(conv.activation));
    table_.add(field::kDilationW, conv.dilation_w);
    table_.add(field::kDilationH, conv.dilation_h);
    return OptionsType::Conv2d;
  }
  OptionsType operator()(const graph::Pool2d& pool) {
    namespace field = schema::pool_2d_options;
    table_.add(field::kPadding, to_schema(pool.padding));
    table_.add(field::kStrideW, pool.stride_w);
    table_.add(field::kStrideH, pool.stride_h);
    table_.add(field::kFilterW, pool.filter_w);
    table_.add(field::kFilterH, pool.filter_h);
    table_.add(field::kActivation, to_schema(pool.activation));
    return OptionsType::Pool2d;
  }
  OptionsType operator()(const graph::FullyConnected& layer) {
    namespace field = schema::fully_connected_options;
    table_.add(field::kActivation, to_schema(layer.activation));
    table_.add(field::kKeepNumDims, layer.keep_dims);
    table_.add(field::kAsymmetricQuantizeInputs, layer.asymmetric_quantize_inputs);
    return OptionsType::FullyConnected;
  }
  OptionsType operator()(const graph::Softmax& softmax) {
    table_.add(schema::softmax_options::kBeta, softmax.beta);
    return OptionsType::Softmax;
  }
  OptionsType operator()(const graph::Reshape&) { return OptionsType::Reshape; }
  OptionsType operator()(const graph::Concatenation& concatenation) {
    table_.add(schema::concatenation_options::kAxis, concatenation.axis);
    table_.add(schema::concatenation_options::kActivation, to_schema(concatenation.activation));
    return OptionsType::Concatenation;
  }
  OptionsType operator()(const graph::StridedSlice& slice) {
    namespace field = schema::strided_slice_options;
    table_.add(field::kBeginMask, slice.begin_mask);
    table_.add(field::kEndMask, slice.end_mask);
    table_.add(field::kEllipsisMask, slice.ellipsis_mask);
    table_.add(field::kNewAxisMask, slice.new_axis_mask);
    table_.add(field::kShrinkAxisMask, slice.shrink_axis_mask);
    return OptionsType::StridedSlice;
  }
  OptionsType operator()(const graph::Mean& mean) {
    table_.add(schema::reducer_options::kKeepDims, mean.keep_dims);
    return OptionsType::Reducer;
  }
  OptionsType operator()(const graph::UnidirectionalSequenceLstm& lstm) {
    namespace field = schema::unidirectional_sequence_lstm_options;
    table_.add(field::kActivation, to_schema(lstm.activation));
    table_.add(field::kCellClip, lstm.cell_clip);
    table_.add(field::kProjectionClip, lstm.projection_clip);
    table_.add(field::kTimeMajor, lstm.time_major);
    table_.add(field::kAsymmetricQuantizeInputs, lstm.asymmetric_quantize_inputs);
    return OptionsType::UnidirectionalSequenceLstm;
  }
  OptionsType operator()(const graph::Elementwise& elementwise) {
    using Kind = graph::Elementwise::Kind;
    const std::int8_t activation = to_schema(elementwise.activation);
    // All four tables hold the activation in their first field.
    table_.add(schema::add_options::kActivation, activation);
    switch (elementwise.kind) {
      case Kind::Add:
        return OptionsType::Add;
      case Kind::Sub:
        return OptionsType::Sub;
      case Kind::Mul:
        return OptionsType::Mul;
      case Kind::Div:
        return OptionsType::Div;
    }
    return OptionsType::None;
  }
  // RELU, RELU6, LOGISTIC and TANH have no options; the others never get here.
  template <typename T>
  OptionsType operator()(const T&) {
    return OptionsType::None;
  }

 private:
  TableWriter& table_;
};

// The same the other way; absent options have the default of every field.
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
    return graph::FullyConnected{activation_of(get(field::kActivation)),
                                 get(field::kKeepNumDims) != 0,
                                 get(field::kAsymmetricQuantizeInputs) != 0};
  }
  Attributes concatenation() const {
    namespace field = schema::concatenation_options;
    return graph::Concatenation{get(field::kAxis), activation_of(get(field::kActivation))};
  }
  Attributes strided_slice() const {
    namespace field = schema::strided_slice_options;
    if (get(field::kOffset) != 0) throw NotModelled{};
    return graph::StridedSlice{get(field::kBeginMask), get(field::kEndMask),
                               get(field::kEllipsisMask), get(field::kNewAxisMask),
                               get(field::kShrinkAxisMask)};
  }
  Attributes unidirectional_sequence_lstm() const {
    namespace field = schema::unidirectional_sequence_lstm_options;
    if (get(field::kDiagonalRecurrentTensors) != 0) throw NotModelled{};
    return graph::UnidirectionalSequenceLstm{
        activation_of(get(field::kActivation)), get(field::kCellClip), get(field::kProjectionClip),
        get(field::kTimeMajor) != 0, get(field::kAsymmetricQuantizeInputs) != 0};
  }
  Attributes elementwise(graph::Elementwise::Kind kind) const {
    return graph::Elementwise{kind, activation_of(get(schema::add_options::kActivation))};
  }

 private:
  const std::optional<VerifiedTable>& options_;
};

// Which options table and which reading belong to a code.
std::optional<std::pair<OptionsType, Attributes>> dispatch(BuiltinOperator code,
                                                           const Reader& read) {
  using Both = std::pair<OptionsType, Attributes>;
  using Binary = graph::Elementwise::Kind;
  using One = graph::Unary::Kind;
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
    case BuiltinOperator::Mean:
      return Both{OptionsType::Reducer,
                  graph::Mean{read.get(schema::reducer_options::kKeepDims) != 0}};
    case BuiltinOperator::UnidirectionalSequenceLstm:
      return Both{OptionsType::UnidirectionalSequenceLstm, read.unidirectional_sequence_lstm()};
    case BuiltinOperator::Add:
      return Both{OptionsType::Add, read.elementwise(Binary::Add)};
    case BuiltinOperator::Sub:
      return Both{OptionsType::Sub, read.elementwise(Binary::Sub)};
    case BuiltinOperator::Mul:
      return Both{OptionsType::Mul, read.elementwise(Binary::Mul)};
    case BuiltinOperator::Div:
      return Both{OptionsType::Div, read.elementwise(Binary::Div)};
    case BuiltinOperator::Relu:
      return Both{OptionsType::None, graph::Unary{One::Relu}};
    case BuiltinOperator::Relu6:
      return Both{OptionsType::None, graph::Unary{One::Relu6}};
    case BuiltinOperator::Logistic:
      return Both{OptionsType::None, graph::Unary{One::Logistic}};
    case BuiltinOperator::Tanh:
      return Both{OptionsType::None, graph::Unary{One::Tanh}};
    default:
      return std::nullopt;
  }
}

}  // namespace

BuiltinOperator builtin_code(const graph::Operator& op) {
  const std::string name = type_name(op);
  const bool is_unknown = std::holds_alternative<graph::Unknown>(op.attributes);
  for (const Builtin& builtin : kBuiltins) {
    if (!is_unknown && name == builtin.name) return builtin.code;
  }
  throw Error(ErrorKind::Unsupported, "cannot write operator " + name, "",
              is_unknown ? "" : "run the passes of graph::optimize before");
}

std::string builtin_name(std::int32_t code) {
  for (const Builtin& builtin : kBuiltins) {
    if (static_cast<std::int32_t>(builtin.code) == code) return builtin.name;
  }
  return {};
}

OptionsTable write_options(flatbuffers::FlatBufferBuilder& builder, const graph::Operator& op) {
  if (std::holds_alternative<graph::Unary>(op.attributes)) return {};
  TableWriter table(builder);
  const OptionsType type = std::visit(Writer(table), op.attributes);
  return {type, table.finish()};
}

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
    return graph::Unknown{builtin_name(static_cast<std::int32_t>(code)) + " (unusual options)"};
  }
}

}  // namespace ambulo::tflite
