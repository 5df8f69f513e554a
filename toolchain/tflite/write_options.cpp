// SPDX-License-Identifier: Apache-2.0
// Attributes -> options table. read_options.cpp is the way back.
#include <algorithm>

#include "toolchain/core/error.h"
#include "toolchain/tflite/data_types.h"
#include "toolchain/tflite/operator_kinds.h"
#include "toolchain/tflite/options.h"

namespace ambulo::tflite {
namespace {

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
    case graph::Activation::ReluN1To1:
      return static_cast<std::int8_t>(schema::Activation::ReluN1To1);
    case graph::Activation::Tanh:
      return static_cast<std::int8_t>(schema::Activation::Tanh);
  }
  throw Error(ErrorKind::Internal, "an activation that the schema does not have");
}

std::int8_t to_schema(graph::Padding padding) {
  return static_cast<std::int8_t>(padding == graph::Padding::Same ? schema::Padding::Same
                                                                  : schema::Padding::Valid);
}

// Writes the fields of one operator's options; the type of the table is the result.
class Writer {
 public:
  Writer(TableWriter& table, const graph::Operator& op) : table_(table), op_(op) {}

  OptionsType operator()(const graph::Conv2d& conv) {
    namespace field = schema::conv_2d_options;
    table_.add(field::kPadding, to_schema(conv.padding));
    table_.add(field::kStrideW, conv.stride_w);
    table_.add(field::kStrideH, conv.stride_h);
    table_.add(field::kActivation, to_schema(conv.activation));
    table_.add(field::kDilationW, conv.dilation_w);
    table_.add(field::kDilationH, conv.dilation_h);
    table_.add(field::kQuantizedBiasType, conv.quantized_bias_type);
    return OptionsType::Conv2d;
  }
  OptionsType operator()(const graph::DepthwiseConv2d& conv) {
    namespace field = schema::depthwise_conv_2d_options;
    table_.add(field::kPadding, to_schema(conv.padding));
    table_.add(field::kStrideW, conv.stride_w);
    table_.add(field::kStrideH, conv.stride_h);
    table_.add(field::kDepthMultiplier, conv.multiplier);
    table_.add(field::kActivation, to_schema(conv.activation));
    table_.add(field::kDilationW, conv.dilation_w);
    table_.add(field::kDilationH, conv.dilation_h);
    return OptionsType::DepthwiseConv2d;
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
    table_.add(field::kQuantizedBiasType, layer.quantized_bias_type);
    return OptionsType::FullyConnected;
  }
  OptionsType operator()(const graph::BatchMatMul& product) {
    namespace field = schema::batch_matmul_options;
    table_.add(field::kAdjointX, product.adjoint_x);
    table_.add(field::kAdjointY, product.adjoint_y);
    table_.add(field::kAsymmetricQuantizeInputs, product.asymmetric_quantize_inputs);
    return OptionsType::BatchMatMul;
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
    table_.add(field::kOffset, slice.end_is_offset);
    return OptionsType::StridedSlice;
  }
  OptionsType operator()(const graph::Pack& pack) {
    table_.add(schema::pack_options::kValuesCount, static_cast<std::int32_t>(op_.inputs.size()));
    table_.add(schema::pack_options::kAxis, pack.axis);
    return OptionsType::Pack;
  }
  OptionsType operator()(const graph::Unpack& unpack) {
    table_.add(schema::unpack_options::kNum, static_cast<std::int32_t>(op_.outputs.size()));
    table_.add(schema::unpack_options::kAxis, unpack.axis);
    return OptionsType::Unpack;
  }
  OptionsType operator()(const graph::Gather& gather) {
    table_.add(schema::gather_options::kAxis, gather.axis);
    table_.add(schema::gather_options::kBatchDims, gather.batch_dims);
    return OptionsType::Gather;
  }
  OptionsType operator()(const graph::ShapeOf& shape) {
    const auto number = std::ranges::find(kDataTypes, shape.type, &DataTypeNumber::type)->number;
    table_.add(schema::shape_options::kOutType, static_cast<std::int8_t>(number));
    return OptionsType::Shape;
  }
  OptionsType operator()(const graph::LeakyRelu& leaky) {
    table_.add(schema::leaky_relu_options::kAlpha, leaky.alpha);
    return OptionsType::LeakyRelu;
  }
  OptionsType operator()(const graph::While& loop) {
    table_.add(schema::while_options::kConditionSubgraph, loop.condition);
    table_.add(schema::while_options::kBodySubgraph, loop.body);
    return OptionsType::While;
  }
  OptionsType operator()(const graph::CallOnce& call) {
    table_.add(schema::call_once_options::kInitSubgraph, call.graph);
    return OptionsType::CallOnce;
  }
  OptionsType operator()(const graph::Plain& plain) {
    using Kind = graph::Plain::Kind;
    if (plain.kind == Kind::Split || plain.kind == Kind::SplitV) {
      table_.add(schema::split_options::kNumSplits, static_cast<std::int32_t>(op_.outputs.size()));
    }
    return options_type(plain.kind);
  }
  OptionsType operator()(const graph::Unary& unary) { return options_type(unary.kind); }
  OptionsType operator()(const graph::Reduce& reduce) {
    table_.add(schema::reducer_options::kKeepDims, reduce.keep_dims);
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
    const bool sum = elementwise.kind == Kind::Add || elementwise.kind == Kind::Sub;
    if (sum || elementwise.kind == Kind::Mul || elementwise.kind == Kind::Div) {
      // All four tables hold the activation in their first field.
      table_.add(schema::add_options::kActivation, to_schema(elementwise.activation));
    }
    if (sum) table_.add(schema::add_options::kPotScaleInt16, elementwise.pot_scale_int16);
    return options_type(elementwise.kind);
  }
  // The others are written by write_options, or never get here.
  template <typename T>
  OptionsType operator()(const T&) {
    return OptionsType::None;
  }

 private:
  TableWriter& table_;
  const graph::Operator& op_;
};

// A field of an unknown table: its bytes at its slot, whatever they mean.
template <typename T>
void add_raw(TableWriter& table, const graph::Unknown::Field& field) {
  T value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) {
    value = static_cast<T>(static_cast<std::uint64_t>(value) << 8 | field.bytes[i]);
  }
  table.add_always(field.slot, value);
}

OptionsTable write_raw(flatbuffers::FlatBufferBuilder& builder, const graph::Unknown& unknown) {
  if (!unknown.has_options) return {};
  TableWriter table(builder);
  for (const graph::Unknown::Field& field : unknown.options) {
    if (field.bytes.size() == 1) add_raw<std::uint8_t>(table, field);
    if (field.bytes.size() == 2) add_raw<std::uint16_t>(table, field);
    if (field.bytes.size() == 4) add_raw<std::uint32_t>(table, field);
    if (field.bytes.size() == 8) add_raw<std::uint64_t>(table, field);
  }
  return {static_cast<OptionsType>(unknown.options_type), table.finish()};
}

}  // namespace

BuiltinOperator builtin_code(const graph::Operator& op) {
  const std::string name = type_name(op);
  const auto* unknown = std::get_if<graph::Unknown>(&op.attributes);
  if (unknown && unknown->is_writable) return static_cast<BuiltinOperator>(unknown->code);
  for (const Builtin& builtin : kBuiltins) {
    if (!unknown && name == builtin.name) return builtin.code;
  }
  throw Error(ErrorKind::Unsupported, "cannot write operator " + name, "",
              unknown ? "" : "run the passes of graph::optimize before");
}

std::string builtin_name(std::int32_t code) {
  for (const Builtin& builtin : kBuiltins) {
    if (static_cast<std::int32_t>(builtin.code) == code) return builtin.name;
  }
  return {};
}

OptionsTable write_options(flatbuffers::FlatBufferBuilder& builder, const graph::Operator& op) {
  if (const auto* unknown = std::get_if<graph::Unknown>(&op.attributes)) {
    return write_raw(builder, *unknown);
  }
  if (const auto* squeeze = std::get_if<graph::Squeeze>(&op.attributes)) {
    const auto axes = builder.CreateVector(squeeze->axes);
    TableWriter table(builder);
    table.add(schema::squeeze_options::kSqueezeDims, axes);
    return {OptionsType::Squeeze, table.finish()};
  }
  if (const auto* handle = std::get_if<graph::VarHandle>(&op.attributes)) {
    const auto container = builder.CreateString(handle->container);
    const auto name = builder.CreateString(handle->name);
    TableWriter table(builder);
    table.add(schema::var_handle_options::kContainer, container);
    table.add(schema::var_handle_options::kSharedName, name);
    return {OptionsType::VarHandle, table.finish()};
  }
  TableWriter table(builder);
  const OptionsType type = std::visit(Writer(table, op), op.attributes);
  const AnyOffset written = table.finish();
  return type == OptionsType::None ? OptionsTable{} : OptionsTable{type, written};
}

}  // namespace ambulo::tflite
