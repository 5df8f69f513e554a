// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/coded_weights.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <set>

#include "runtime/model/tflite_schema.h"
#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/quantization/codebook.h"
#include "toolchain/quantization/weighted.h"

namespace ambulo::quantization {
namespace {

using graph::DataType;
using graph::Graph;
using graph::Operator;
using graph::Tensor;

std::vector<std::int8_t> int8_values(const Tensor& tensor) {
  std::vector<std::int8_t> values(tensor.data.size());
  if (!values.empty()) std::memcpy(values.data(), tensor.data.data(), values.size());
  return values;
}

// An error of one number weighs as the square of what it stands for.
std::vector<double> importances(const Tensor& tensor) {
  const graph::Quantization& numbers = *tensor.quantization;
  std::size_t stride = 1;
  for (auto i = static_cast<std::size_t>(numbers.axis) + 1; i < tensor.shape.size(); ++i) {
    stride *= static_cast<std::size_t>(tensor.shape[i]);
  }
  std::vector<double> result(tensor.data.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto scale = static_cast<double>(numbers.scale[i / stride % numbers.scale.size()]);
    result[i] = scale * scale;
  }
  return result;
}

void pack_int4(Tensor& tensor) {
  std::vector<std::uint8_t> packed((tensor.data.size() + 1) / 2, 0);
  for (std::size_t i = 0; i < tensor.data.size(); ++i) {
    const auto nibble = static_cast<unsigned>(tensor.data[i]) & 15u;
    packed[i / 2] = static_cast<std::uint8_t>(packed[i / 2] | nibble << (i % 2 * 4));
  }
  tensor.data = std::move(packed);
  tensor.type = DataType::Int4;
}

class BitWriter {  // the most significant bit of each byte first
 public:
  void put(std::size_t code, std::uint32_t width) {
    for (std::uint32_t b = width; b-- > 0; ++bits_) {
      if (bits_ % 8 == 0) bytes_.push_back(0);
      bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | (code >> b & 1) << (7 - bits_ % 8));
    }
  }
  std::vector<std::uint8_t> finish() { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
  std::size_t bits_ = 0;
};

int add_bytes(Graph& graph, std::vector<std::uint8_t> bytes) {
  const int index =
      add_tensor(graph, "", {static_cast<std::int32_t>(bytes.size())}, DataType::UInt8);
  graph.tensors.back().data = std::move(bytes);
  return index;
}

// The two operands of DECODE that stand for this tensor.
void add_codes(Graph& graph, int weights, Operator& decode) {
  const std::vector<std::int8_t> values =
      int8_values(graph.tensors[static_cast<std::size_t>(weights)]);
  const std::set<std::int8_t> different(values.begin(), values.end());
  if (different.size() > static_cast<std::size_t>(kMaxClusters)) {
    throw Error(ErrorKind::Internal, "more different weights than codes reach");
  }
  std::vector<std::int8_t> table(different.begin(), different.end());
  const auto width =
      static_cast<std::uint32_t>(std::max(1, static_cast<int>(std::bit_width(table.size() - 1))));
  BitWriter codes;
  for (const std::int8_t value : values) {
    const auto code = std::ranges::lower_bound(table, value) - table.begin();
    codes.put(static_cast<std::size_t>(code), width);
  }
  table.resize(std::size_t{1} << width, 0);
  // Also as TFLite Micro read it before it had the axis: tables of all channels 0 bytes apart.
  constexpr std::uint8_t kLookup = 0, kVersion = 1, kOneTable = 15, kTableDistance = 0;
  std::vector<std::uint8_t> head = {kLookup, kVersion, 0, 0, kVersion};
  head.push_back(static_cast<std::uint8_t>(kOneTable << 4 | width));
  head.push_back(kTableDistance);
  head.resize(16, 0);
  for (const std::int8_t value : table) head.push_back(static_cast<std::uint8_t>(value));
  decode.inputs.push_back(add_bytes(graph, codes.finish()));
  decode.inputs.push_back(add_bytes(graph, std::move(head)));
}

bool has_int4_tensors(const Operator& op) {
  return !std::holds_alternative<graph::UnidirectionalSequenceLstm>(op.attributes);
}

}  // namespace

void share_values(Graph& graph, Operator& op, int clusters) {
  for (const WeightOperand& weight : weight_operands(op)) {
    Tensor& tensor = graph.tensors[static_cast<std::size_t>(op.inputs[weight.operand])];
    const std::vector<std::int8_t> values = int8_values(tensor);
    const auto codebook = best_codebook(values, importances(tensor), clusters);
    for (std::size_t i = 0; i < values.size(); ++i) {
      tensor.data[i] = static_cast<std::uint8_t>(codebook[nearest_entry(codebook, values[i])]);
    }
  }
}

void store_codes(Graph& graph, Operator& op, Precision precision) {
  if (precision == Precision::Int4 && has_int4_tensors(op)) {
    for (const WeightOperand& weight : weight_operands(op)) {
      pack_int4(graph.tensors[static_cast<std::size_t>(op.inputs[weight.operand])]);
    }
    return;
  }
  constexpr auto kCustom = static_cast<std::int32_t>(schema::BuiltinOperator::Custom);
  graph::Unknown attributes{schema::kDecodeName, kCustom};
  attributes.is_writable = true;
  Operator decode{std::move(attributes), {}, {}};
  decode.version = 1;
  for (const WeightOperand& weight : weight_operands(op)) {
    const int weights = op.inputs[weight.operand];
    add_codes(graph, weights, decode);
    const Tensor from = graph.tensors[static_cast<std::size_t>(weights)];
    const int decoded = add_tensor(graph, "", from.shape, from.type);
    graph.tensors.back().quantization = from.quantization;
    decode.outputs.push_back(decoded);
    op.inputs[weight.operand] = decoded;
  }
  graph.operators.push_back(std::move(decode));
}

bool litert_reads_codes(const Operator& op, Precision precision) {
  return precision == Precision::Int4 && has_int4_tensors(op);
}

}  // namespace ambulo::quantization
