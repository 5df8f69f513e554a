// SPDX-License-Identifier: Apache-2.0
// Names and sizes of what a graph is made of.
#include "toolchain/graph/graph.h"

namespace ambulo::graph {
namespace {

struct NameOf {
  std::string operator()(const Conv2d&) const { return "CONV_2D"; }
  std::string operator()(const Pool2d& pool) const {
    return pool.max ? "MAX_POOL_2D" : "AVERAGE_POOL_2D";
  }
  std::string operator()(const FullyConnected&) const { return "FULLY_CONNECTED"; }
  std::string operator()(const Softmax&) const { return "SOFTMAX"; }
  std::string operator()(const Reshape&) const { return "RESHAPE"; }
  std::string operator()(const Concatenation&) const { return "CONCATENATION"; }
  std::string operator()(const StridedSlice&) const { return "STRIDED_SLICE"; }
  std::string operator()(const Mean&) const { return "MEAN"; }
  std::string operator()(const UnidirectionalSequenceLstm&) const {
    return "UNIDIRECTIONAL_SEQUENCE_LSTM";
  }
  std::string operator()(const Elementwise& elementwise) const {
    switch (elementwise.kind) {
      case Elementwise::Kind::Add:
        return "ADD";
      case Elementwise::Kind::Sub:
        return "SUB";
      case Elementwise::Kind::Mul:
        return "MUL";
      case Elementwise::Kind::Div:
        return "DIV";
    }
    return {};
  }
  std::string operator()(const Unary& unary) const {
    switch (unary.kind) {
      case Unary::Kind::Relu:
        return "RELU";
      case Unary::Kind::Relu6:
        return "RELU6";
      case Unary::Kind::Logistic:
        return "LOGISTIC";
      case Unary::Kind::Tanh:
        return "TANH";
    }
    return {};
  }
  std::string operator()(const BatchNorm&) const { return "BATCH_NORM"; }
  std::string operator()(const Dropout&) const { return "DROPOUT"; }
  std::string operator()(const Unknown& unknown) const { return unknown.name; }
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
    case DataType::Other:
      return 0;
  }
  return 0;
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
    case DataType::Other:
      return "other";
  }
  return "other";
}

std::string type_name(const Operator& op) {
  return std::visit(NameOf{}, op.attributes);
}

std::size_t element_count(const std::vector<std::int32_t>& shape) {
  std::size_t count = 1;
  for (const std::int32_t dimension : shape) count *= static_cast<std::size_t>(dimension);
  return count;
}

}  // namespace ambulo::graph
