// SPDX-License-Identifier: Apache-2.0
// Names and sizes of what a graph is made of.
#include "toolchain/graph/graph.h"

#include "runtime/model/tflite_schema.h"

namespace ambulo::graph {
namespace {

#define AMBULO_NAME(kind, name, options) \
  case Kind::kind:                       \
    return #name;

const char* name_of(Elementwise::Kind kind) {
  using Kind = Elementwise::Kind;
  switch (kind) {
#define AMBULO_ELEMENTWISE AMBULO_NAME
#include "toolchain/graph/plain_operators.def"
#undef AMBULO_ELEMENTWISE
  }
  return "";
}

const char* name_of(Unary::Kind kind) {
  using Kind = Unary::Kind;
  switch (kind) {
#define AMBULO_UNARY AMBULO_NAME
#include "toolchain/graph/plain_operators.def"
#undef AMBULO_UNARY
  }
  return "";
}

const char* name_of(Reduce::Kind kind) {
  using Kind = Reduce::Kind;
  switch (kind) {
#define AMBULO_REDUCE AMBULO_NAME
#include "toolchain/graph/plain_operators.def"
#undef AMBULO_REDUCE
  }
  return "";
}

const char* name_of(Plain::Kind kind) {
  using Kind = Plain::Kind;
  switch (kind) {
#define AMBULO_PLAIN AMBULO_NAME
#include "toolchain/graph/plain_operators.def"
#undef AMBULO_PLAIN
  }
  return "";
}
#undef AMBULO_NAME

struct NameOf {
  std::string operator()(const Conv2d&) const { return "CONV_2D"; }
  std::string operator()(const DepthwiseConv2d&) const { return "DEPTHWISE_CONV_2D"; }
  std::string operator()(const Pool2d& pool) const {
    return pool.max ? "MAX_POOL_2D" : "AVERAGE_POOL_2D";
  }
  std::string operator()(const FullyConnected&) const { return "FULLY_CONNECTED"; }
  std::string operator()(const BatchMatMul&) const { return "BATCH_MATMUL"; }
  std::string operator()(const Softmax&) const { return "SOFTMAX"; }
  std::string operator()(const Reshape&) const { return "RESHAPE"; }
  std::string operator()(const Squeeze&) const { return "SQUEEZE"; }
  std::string operator()(const Concatenation&) const { return "CONCATENATION"; }
  std::string operator()(const Pack&) const { return "PACK"; }
  std::string operator()(const Unpack&) const { return "UNPACK"; }
  std::string operator()(const Gather&) const { return "GATHER"; }
  std::string operator()(const ShapeOf&) const { return "SHAPE"; }
  std::string operator()(const StridedSlice&) const { return "STRIDED_SLICE"; }
  std::string operator()(const UnidirectionalSequenceLstm&) const {
    return "UNIDIRECTIONAL_SEQUENCE_LSTM";
  }
  std::string operator()(const LeakyRelu&) const { return "LEAKY_RELU"; }
  std::string operator()(const While&) const { return "WHILE"; }
  std::string operator()(const CallOnce&) const { return "CALL_ONCE"; }
  std::string operator()(const VarHandle&) const { return "VAR_HANDLE"; }
  std::string operator()(const BatchNorm&) const { return "BATCH_NORM"; }
  std::string operator()(const Dropout&) const { return "DROPOUT"; }
  std::string operator()(const Unknown& unknown) const { return unknown.name; }
  template <typename Kinds>
  std::string operator()(const Kinds& kinds) const {
    return name_of(kinds.kind);
  }
};

}  // namespace

std::size_t byte_size(DataType type) {
  switch (type) {
    case DataType::Int8:
    case DataType::UInt8:
    case DataType::Bool:
      return 1;
    case DataType::Int16:
    case DataType::Float16:
      return 2;
    case DataType::Float32:
    case DataType::Int32:
      return 4;
    case DataType::Int64:
      return 8;
    default:
      return 0;
  }
}

std::size_t byte_size(DataType type, std::size_t count) {
  return type == DataType::Int4 ? (count + 1) / 2 : count * byte_size(type);
}

std::string_view to_string(DataType type) {
  switch (type) {
    case DataType::Float32:
      return "float32";
    case DataType::Int32:
      return "int32";
    case DataType::Int8:
      return "int8";
    case DataType::UInt8:
      return "uint8";
    case DataType::Int16:
      return "int16";
    case DataType::Int64:
      return "int64";
    case DataType::Float16:
      return "float16";
    case DataType::Bool:
      return "bool";
    case DataType::String:
      return "string";
    case DataType::Resource:
      return "resource";
    case DataType::Variant:
      return "variant";
    case DataType::UInt32:
      return "uint32";
    case DataType::UInt64:
      return "uint64";
    case DataType::Float64:
      return "float64";
    case DataType::Int4:
      return "int4";
    case DataType::Other:
      break;
  }
  return "other";
}

std::string type_name(const Operator& op) {
  return std::visit(NameOf{}, op.attributes);
}

bool decodes_weights(const Operator& op) {
  return type_name(op) == schema::kDecodeName;
}

std::size_t element_count(const std::vector<std::int32_t>& shape) {
  std::size_t count = 1;
  for (const std::int32_t dimension : shape) count *= static_cast<std::size_t>(dimension);
  return count;
}

}  // namespace ambulo::graph
