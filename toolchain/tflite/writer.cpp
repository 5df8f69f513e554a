// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/writer.h"

#include <algorithm>
#include <map>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/tflite/data_types.h"
#include "toolchain/tflite/operator_version.h"
#include "toolchain/tflite/options.h"
#include "toolchain/tflite/table_writer.h"

namespace ambulo::tflite {
namespace {

using flatbuffers::FlatBufferBuilder;

constexpr std::size_t kBufferAlignment = 16;  // of constants, for vector loads in place

std::int8_t type_number(const graph::Tensor& tensor) {
  const auto it = std::ranges::find(kDataTypes, tensor.type, &DataTypeNumber::type);
  if (it == std::end(kDataTypes)) {
    throw Error(ErrorKind::Unsupported, "cannot write a tensor of this type", tensor.name);
  }
  return static_cast<std::int8_t>(it->number);
}

class ModelWriter {
 public:
  explicit ModelWriter(const graph::Graph& graph) : graph_(graph) {
    buffers_.push_back(TableWriter(builder_).finish());  // buffer 0: empty, for computed tensors
  }

  std::vector<std::uint8_t> write(const std::vector<MetadataEntry>& metadata) {
    const auto sub_graph = write_sub_graph();
    const auto entries = write_metadata(metadata);
    const auto sub_graphs = tables({sub_graph});
    const auto codes = tables(operator_codes_);
    const auto buffers = tables(buffers_);
    TableWriter model(builder_);
    model.add(schema::model::kVersion, schema::kVersion);
    model.add(schema::model::kOperatorCodes, codes);
    model.add(schema::model::kSubgraphs, sub_graphs);
    model.add(schema::model::kBuffers, buffers);
    model.add(schema::model::kMetadata, entries);
    builder_.Finish(model.finish(), schema::kFileIdentifier);
    return {builder_.GetBufferPointer(), builder_.GetBufferPointer() + builder_.GetSize()};
  }

 private:
  AnyOffset tables(const std::vector<AnyOffset>& offsets) {
    return builder_.CreateVector(offsets).o;
  }

  // Equal lists are stored once.
  AnyOffset ints(const std::vector<std::int32_t>& values) {
    auto& offset = ints_[values];
    if (offset.IsNull()) offset = builder_.CreateVector(values).o;
    return offset;
  }

  AnyOffset string(const std::string& text) {
    return text.empty() ? AnyOffset() : AnyOffset(builder_.CreateSharedString(text).o);
  }

  // The number of a new buffer of this content.
  std::uint32_t add_buffer(const std::vector<std::uint8_t>& bytes) {
    if (bytes.empty()) return 0;
    builder_.ForceVectorAlignment(bytes.size(), 1, kBufferAlignment);
    const auto data = builder_.CreateVector(bytes);
    TableWriter buffer(builder_);
    buffer.add(schema::buffer::kData, data);
    buffers_.push_back(buffer.finish());
    return static_cast<std::uint32_t>(buffers_.size() - 1);
  }

  AnyOffset write_quantization(const std::optional<graph::Quantization>& quantization) {
    namespace field = schema::quantization_parameters;
    if (!quantization) return {};
    const auto scale = builder_.CreateVector(quantization->scale);
    const auto zero_point = builder_.CreateVector(quantization->zero_point);
    TableWriter table(builder_);
    table.add(field::kScale, scale);
    table.add(field::kZeroPoint, zero_point);
    table.add(field::kQuantizedDimension, quantization->axis);
    return table.finish();
  }

  AnyOffset write_tensor(const graph::Tensor& tensor) {
    namespace field = schema::tensor;
    const std::int8_t type = type_number(tensor);
    const auto buffer = add_buffer(tensor.data);
    const auto name = string(tensor.name);
    const auto shape = ints(tensor.shape);
    const auto quantization = write_quantization(tensor.quantization);
    TableWriter table(builder_);
    table.add(field::kShape, shape);
    table.add(field::kType, type);
    table.add(field::kBuffer, buffer);
    table.add(field::kName, name);
    table.add(field::kQuantization, quantization);
    table.add(field::kIsVariable, tensor.is_variable);
    return table.finish();
  }

  // The number of the pair (operator, version) in the list of operator codes.
  std::uint32_t operator_code(const graph::Operator& op) {
    namespace field = schema::operator_code;
    const auto code = static_cast<std::int32_t>(builtin_code(op));
    const std::int32_t version = operator_version(graph_, op);
    const auto [it, is_new] = code_numbers_.try_emplace(
        {code, version}, static_cast<std::uint32_t>(code_numbers_.size()));
    if (is_new) {
      TableWriter table(builder_);
      table.add(field::kDeprecatedBuiltinCode, static_cast<std::int8_t>(std::min<std::int32_t>(
                                                   code, schema::kPlaceholderForGreaterCodes)));
      table.add(field::kVersion, version);
      table.add(field::kBuiltinCode, code);
      operator_codes_.push_back(table.finish());
    }
    return it->second;
  }

  AnyOffset write_operator(const graph::Operator& op) {
    const std::uint32_t code = operator_code(op);
    const auto inputs = ints(op.inputs), outputs = ints(op.outputs);
    const OptionsTable options = write_options(builder_, op);
    TableWriter table(builder_);
    table.add(schema::op::kOpcodeIndex, code);
    table.add(schema::op::kInputs, inputs);
    table.add(schema::op::kOutputs, outputs);
    table.add(schema::op::kBuiltinOptionsType, static_cast<std::uint8_t>(options.type));
    table.add(schema::op::kBuiltinOptions, options.table);
    return table.finish();
  }

  AnyOffset write_sub_graph() {
    namespace field = schema::sub_graph;
    std::vector<AnyOffset> tensor_tables, operator_tables;
    for (const graph::Tensor& tensor : graph_.tensors) {
      tensor_tables.push_back(write_tensor(tensor));
    }
    for (const graph::Operator& op : graph_.operators) {
      operator_tables.push_back(write_operator(op));
    }
    const auto tensors = tables(tensor_tables), operators = tables(operator_tables);
    const auto inputs = ints(graph_.inputs), outputs = ints(graph_.outputs);
    const auto name = string(graph_.name);
    TableWriter table(builder_);
    table.add(field::kTensors, tensors);
    table.add(field::kInputs, inputs);
    table.add(field::kOutputs, outputs);
    table.add(field::kOperators, operators);
    table.add(field::kName, name);
    return table.finish();
  }

  AnyOffset write_metadata(const std::vector<MetadataEntry>& metadata) {
    if (metadata.empty()) return {};
    std::vector<AnyOffset> entries;
    for (const MetadataEntry& entry : metadata) {
      const std::uint32_t buffer = add_buffer(entry.bytes);
      const auto name = string(entry.name);
      TableWriter table(builder_);
      table.add(schema::metadata::kName, name);
      table.add(schema::metadata::kBuffer, buffer);
      entries.push_back(table.finish());
    }
    return tables(entries);
  }

  const graph::Graph& graph_;
  FlatBufferBuilder builder_;
  std::vector<AnyOffset> buffers_, operator_codes_;
  std::map<std::pair<std::int32_t, std::int32_t>, std::uint32_t> code_numbers_;
  std::map<std::vector<std::int32_t>, AnyOffset> ints_;
};

}  // namespace

std::vector<std::uint8_t> write(const graph::Graph& graph,
                                const std::vector<MetadataEntry>& metadata) {
  return ModelWriter(graph).write(metadata);
}

}  // namespace ambulo::tflite
