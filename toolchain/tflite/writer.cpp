// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/writer.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
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
  ModelWriter() {
    buffers_.push_back(TableWriter(builder_).finish());  // buffer 0: empty, for computed tensors
  }

  std::vector<std::uint8_t> write(const std::vector<const graph::Graph*>& graphs,
                                  const std::vector<MetadataEntry>& metadata) {
    std::vector<AnyOffset> sub_graph_tables, signature_tables;
    for (const graph::Graph* graph : graphs) {
      sub_graph_tables.push_back(write_sub_graph(*graph));
      for (const graph::Signature& signature : graph->signatures) {
        const auto index = static_cast<std::uint32_t>(sub_graph_tables.size() - 1);
        signature_tables.push_back(write_signature(*graph, signature, index));
      }
    }
    const auto entries = write_metadata(metadata);
    const auto sub_graphs = tables(sub_graph_tables);
    const auto signatures = signature_tables.empty() ? AnyOffset() : tables(signature_tables);
    const auto codes = tables(operator_codes_);
    const auto buffers = tables(buffers_);
    TableWriter model(builder_);
    model.add(schema::model::kVersion, schema::kVersion);
    model.add(schema::model::kOperatorCodes, codes);
    model.add(schema::model::kSubgraphs, sub_graphs);
    model.add(schema::model::kBuffers, buffers);
    model.add(schema::model::kMetadata, entries);
    model.add(schema::model::kSignatureDefs, signatures);
    builder_.Finish(model.finish(), schema::kFileIdentifier);
    return {builder_.GetBufferPointer(), builder_.GetBufferPointer() + builder_.GetSize()};
  }

 private:
  AnyOffset tables(const std::vector<AnyOffset>& offsets) {
    return builder_.CreateVector(offsets).o;
  }

  // Equal lists are stored once.
  template <typename T>
  AnyOffset shared(std::map<std::vector<T>, AnyOffset>& known, const std::vector<T>& values) {
    auto& offset = known[values];
    if (offset.IsNull()) offset = builder_.CreateVector(values).o;
    return offset;
  }
  AnyOffset ints(const std::vector<std::int32_t>& values) { return shared(ints_, values); }

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
    auto& known =
        quantizations_[{quantization->scale, quantization->zero_point, quantization->axis}];
    if (!known.IsNull()) return known;
    const auto scale = shared(scales_, quantization->scale);
    const auto zero_point = shared(zero_points_, quantization->zero_point);
    TableWriter table(builder_);
    table.add(field::kScale, scale);
    table.add(field::kZeroPoint, zero_point);
    table.add(field::kQuantizedDimension, quantization->axis);
    return known = table.finish();
  }

  AnyOffset write_tensor(const graph::Tensor& tensor) {
    namespace field = schema::tensor;
    const std::int8_t type = type_number(tensor);
    const auto buffer = add_buffer(tensor.data);
    const auto name = string(tensor.name);
    const auto shape = ints(tensor.shape);
    const auto quantization = write_quantization(tensor.quantization);
    const auto signature =
        tensor.shape_signature.empty() ? AnyOffset() : ints(tensor.shape_signature);
    TableWriter table(builder_);
    table.add(field::kShapeSignature, signature);
    table.add(field::kShape, shape);
    table.add(field::kType, type);
    table.add(field::kBuffer, buffer);
    table.add(field::kName, name);
    table.add(field::kQuantization, quantization);
    table.add(field::kIsVariable, tensor.is_variable);
    return table.finish();
  }

  // The number of the pair (operator, version) in the list of operator codes.
  std::uint32_t operator_code(const graph::Graph& graph, const graph::Operator& op) {
    namespace field = schema::operator_code;
    const auto code = static_cast<std::int32_t>(builtin_code(op));
    const std::int32_t version = op.version > 0 ? op.version : operator_version(graph, op);
    const bool is_custom = code == static_cast<std::int32_t>(schema::BuiltinOperator::Custom);
    const std::string name = is_custom ? type_name(op) : "";
    const auto [it, is_new] = code_numbers_.try_emplace(
        {code, version, name}, static_cast<std::uint32_t>(code_numbers_.size()));
    if (is_new) {
      const auto custom = string(name);
      TableWriter table(builder_);
      table.add(field::kCustomCode, custom);
      table.add(field::kDeprecatedBuiltinCode, static_cast<std::int8_t>(std::min<std::int32_t>(
                                                   code, schema::kPlaceholderForGreaterCodes)));
      table.add(field::kVersion, version);
      table.add(field::kBuiltinCode, code);
      operator_codes_.push_back(table.finish());
    }
    return it->second;
  }

  AnyOffset write_operator(const graph::Graph& graph, const graph::Operator& op) {
    const std::uint32_t code = operator_code(graph, op);
    const auto inputs = ints(op.inputs), outputs = ints(op.outputs);
    const auto intermediates = op.intermediates.empty() ? AnyOffset() : ints(op.intermediates);
    const OptionsTable options = write_options(builder_, op);
    const auto* unknown = std::get_if<graph::Unknown>(&op.attributes);
    AnyOffset custom;
    if (unknown && !unknown->custom_options.empty()) {
      builder_.ForceVectorAlignment(unknown->custom_options.size(), 1, kBufferAlignment);
      custom = builder_.CreateVector(unknown->custom_options).o;
    }
    TableWriter table(builder_);
    table.add(schema::op::kIntermediates, intermediates);
    table.add(schema::op::kCustomOptions, custom);
    table.add(schema::op::kOpcodeIndex, code);
    table.add(schema::op::kInputs, inputs);
    table.add(schema::op::kOutputs, outputs);
    table.add(schema::op::kBuiltinOptionsType, static_cast<std::uint8_t>(options.type));
    table.add(schema::op::kBuiltinOptions, options.table);
    return table.finish();
  }

  AnyOffset write_sub_graph(const graph::Graph& graph) {
    namespace field = schema::sub_graph;
    std::vector<AnyOffset> tensor_tables, operator_tables;
    for (const graph::Tensor& tensor : graph.tensors) {
      tensor_tables.push_back(write_tensor(tensor));
    }
    for (const graph::Operator& op : graph.operators) {
      operator_tables.push_back(write_operator(graph, op));
    }
    const auto tensors = tables(tensor_tables), operators = tables(operator_tables);
    const auto inputs = ints(graph.inputs), outputs = ints(graph.outputs);
    const auto name = string(graph.name);
    TableWriter table(builder_);
    table.add(field::kTensors, tensors);
    table.add(field::kInputs, inputs);
    table.add(field::kOutputs, outputs);
    table.add(field::kOperators, operators);
    table.add(field::kName, name);
    return table.finish();
  }

  // The pairs (name, tensor); unnamed ones are left out.
  AnyOffset write_tensor_map(const std::vector<std::string>& names,
                             const std::vector<int>& tensors) {
    std::vector<AnyOffset> entries;
    for (std::size_t i = 0; i < names.size() && i < tensors.size(); ++i) {
      if (names[i].empty()) continue;
      const auto name = string(names[i]);
      TableWriter table(builder_);
      table.add(schema::tensor_map::kName, name);
      table.add(schema::tensor_map::kTensorIndex, static_cast<std::uint32_t>(tensors[i]));
      entries.push_back(table.finish());
    }
    return tables(entries);
  }

  AnyOffset write_signature(const graph::Graph& graph, const graph::Signature& signature,
                            std::uint32_t sub_graph) {
    namespace field = schema::signature_def;
    const auto inputs = write_tensor_map(signature.inputs, graph.inputs);
    const auto outputs = write_tensor_map(signature.outputs, graph.outputs);
    const auto key = string(signature.key);
    TableWriter table(builder_);
    table.add(field::kInputs, inputs);
    table.add(field::kOutputs, outputs);
    table.add(field::kSignatureKey, key);
    table.add(field::kSubgraphIndex, sub_graph);
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

  FlatBufferBuilder builder_;
  std::vector<AnyOffset> buffers_, operator_codes_;
  std::map<std::tuple<std::int32_t, std::int32_t, std::string>, std::uint32_t> code_numbers_;
  std::map<std::vector<std::int32_t>, AnyOffset> ints_;
  std::map<std::vector<float>, AnyOffset> scales_;
  std::map<std::tuple<std::vector<float>, std::vector<std::int64_t>, int>, AnyOffset>
      quantizations_;
  std::map<std::vector<std::int64_t>, AnyOffset> zero_points_;
};

}  // namespace

std::vector<std::uint8_t> write(const graph::Graph& graph,
                                const std::vector<MetadataEntry>& metadata) {
  return ModelWriter().write({&graph}, metadata);
}

std::vector<std::uint8_t> write(const graph::Model& model,
                                const std::vector<MetadataEntry>& metadata) {
  std::vector<const graph::Graph*> graphs;
  for (const graph::Graph& graph : model.graphs) graphs.push_back(&graph);
  return ModelWriter().write(graphs, metadata);
}

}  // namespace ambulo::tflite
