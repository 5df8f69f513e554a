// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/tflite/check_operands.h"
#include "toolchain/tflite/data_types.h"
#include "toolchain/tflite/options.h"
#include "toolchain/tflite/verified_table.h"

namespace ambulo::tflite {
namespace {

using graph::DataType;
using graph::Graph;
using graph::kNone;

constexpr std::size_t kMaxRank = 8;
constexpr std::size_t kMaxElements = std::size_t{1} << 31;

class ModelReader {
 public:
  ModelReader(std::span<const std::uint8_t> bytes, const std::string& where)
      : where_(where),
        file_(bytes, schema::kFileIdentifier, where),
        model_(file_.root()),
        buffers_(model_.tables(schema::model::kBuffers)) {
    if (model_.get(schema::model::kVersion) != schema::kVersion) {
      file_.refuse(fmt::format("a .tflite file of version {}, expected {}",
                               model_.get(schema::model::kVersion), schema::kVersion));
    }
  }

  graph::Model read_model() {
    codes_ = model_.tables(schema::model::kOperatorCodes);
    graph::Model model;
    for (const VerifiedTable& table : model_.tables(schema::model::kSubgraphs)) {
      model.graphs.push_back(read_graph(table));
    }
    if (model.graphs.empty()) file_.refuse("the model has no subgraph");
    read_signatures(model);
    check_operands(model, where_);
    return model;
  }

  std::vector<MetadataEntry> read_metadata() {
    std::vector<MetadataEntry> result;
    for (const VerifiedTable& entry : model_.tables(schema::model::kMetadata)) {
      result.push_back(
          {entry.string(schema::metadata::kName), buffer(entry.get(schema::metadata::kBuffer))});
    }
    return result;
  }

 private:
  [[noreturn]] void unsupported(const std::string& what) const {
    throw Error(ErrorKind::Unsupported, what, where_);
  }

  Graph read_graph(const VerifiedTable& table) {
    graph_ = {};
    graph_.name = table.string(schema::sub_graph::kName);
    for (const VerifiedTable& tensor : table.tables(schema::sub_graph::kTensors)) {
      read_tensor(tensor);
    }
    graph_.inputs = tensor_indices(table, schema::sub_graph::kInputs, false);
    graph_.outputs = tensor_indices(table, schema::sub_graph::kOutputs, false);
    for (const VerifiedTable& op : table.tables(schema::sub_graph::kOperators)) read_operator(op);
    return std::exchange(graph_, {});
  }

  // The names of a graph's inputs, or outputs, in its order. A tensor without a name keeps none.
  static std::vector<std::string> names_of(const std::vector<int>& tensors,
                                           const std::vector<VerifiedTable>& map) {
    std::vector<std::string> names(tensors.size());
    for (const VerifiedTable& entry : map) {
      const auto index = static_cast<int>(entry.get(schema::tensor_map::kTensorIndex));
      const auto at = std::ranges::find(tensors, index);
      if (at == tensors.end()) continue;
      names[static_cast<std::size_t>(at - tensors.begin())] =
          entry.string(schema::tensor_map::kName);
    }
    return names;
  }

  void read_signatures(graph::Model& model) {
    namespace field = schema::signature_def;
    for (const VerifiedTable& table : model_.tables(schema::model::kSignatureDefs)) {
      const std::uint32_t index = table.get(field::kSubgraphIndex);
      if (index >= model.graphs.size())
        file_.refuse("a signature names a subgraph that is not there");
      Graph& graph = model.graphs[index];
      graph.signatures.push_back({table.string(field::kSignatureKey),
                                  names_of(graph.inputs, table.tables(field::kInputs)),
                                  names_of(graph.outputs, table.tables(field::kOutputs))});
    }
  }

  std::vector<std::uint8_t> buffer(std::uint32_t index) {
    if (index >= buffers_.size()) file_.refuse("a tensor names a buffer that is not there");
    if (buffers_[index].get(schema::buffer::kOffset) > 1) {  // 0 and 1: within the FlatBuffer
      unsupported("constants outside the FlatBuffer");
    }
    return buffers_[index].values<std::uint8_t>(schema::buffer::kData);
  }

  std::vector<std::int32_t> read_shape(const VerifiedTable& table) {
    const auto shape = table.values<std::int32_t>(schema::tensor::kShape);
    if (shape.size() > kMaxRank) file_.refuse("a tensor has too many dimensions");
    std::size_t count = 1;
    for (const std::int32_t size : shape) {
      if (size < 0) file_.refuse("a tensor has a negative dimension");
      count *= static_cast<std::size_t>(size);
      if (count >= kMaxElements) file_.refuse("a tensor has too many elements");
    }
    return shape;
  }

  std::optional<graph::Quantization> read_quantization(const VerifiedTable& tensor,
                                                       const std::vector<std::int32_t>& shape) {
    namespace field = schema::quantization_parameters;
    const auto table = tensor.table(schema::tensor::kQuantization);
    if (!table) return std::nullopt;
    if (table->get(field::kDetailsType) != 0) unsupported("quantization with custom details");
    graph::Quantization result{table->values<float>(field::kScale),
                               table->values<std::int64_t>(field::kZeroPoint),
                               table->get(field::kQuantizedDimension)};
    if (result.scale.empty()) return std::nullopt;
    if (result.zero_point.empty()) result.zero_point.resize(result.scale.size(), 0);
    const auto axis = static_cast<std::size_t>(result.axis);
    const bool per_axis =
        axis < shape.size() && result.scale.size() == static_cast<std::size_t>(shape[axis]);
    if (result.zero_point.size() != result.scale.size() ||
        (result.scale.size() != 1 && !per_axis)) {
      file_.refuse("a tensor has quantization parameters that do not fit its shape");
    }
    return result;
  }

  void read_tensor(const VerifiedTable& table) {
    namespace field = schema::tensor;
    if (table.has(field::kSparsity)) unsupported("a sparse tensor");
    if (table.get(field::kExternalBuffer) != 0) unsupported("constants outside the file");
    graph::Tensor tensor;
    tensor.name = table.string(field::kName);
    const auto number = static_cast<schema::TensorType>(table.get(field::kType));
    const auto known = std::ranges::find(kDataTypes, number, &DataTypeNumber::number);
    tensor.type = known == std::end(kDataTypes) ? DataType::Other : known->type;
    tensor.shape = read_shape(table);
    tensor.data = buffer(table.get(field::kBuffer));
    tensor.is_variable = table.get(field::kIsVariable) != 0;
    tensor.shape_signature = table.values<std::int32_t>(field::kShapeSignature);
    if (tensor.shape_signature.size() > kMaxRank) file_.refuse("a shape of too many dimensions");
    tensor.quantization = read_quantization(table, tensor.shape);
    const std::size_t expected = byte_size(tensor.type, graph::element_count(tensor.shape));
    if (!tensor.data.empty() && tensor.type != DataType::Other && tensor.data.size() != expected) {
      file_.refuse(fmt::format("constant '{}' has {} bytes, expected {}", tensor.name,
                               tensor.data.size(), expected));
    }
    if (tensor.is_variable) tensor.data.clear();
    graph_.tensors.push_back(std::move(tensor));
  }

  std::vector<int> tensor_indices(const VerifiedTable& table, schema::Reference field,
                                  bool may_be_absent) {
    std::vector<int> indices = table.values<std::int32_t>(field);
    for (const int index : indices) {
      if (index == kNone && may_be_absent) continue;
      if (index < 0 || static_cast<std::size_t>(index) >= graph_.tensors.size()) {
        file_.refuse("an operator names a tensor that is not there");
      }
    }
    return indices;
  }

  void read_operator(const VerifiedTable& table) {
    const std::uint32_t code_index = table.get(schema::op::kOpcodeIndex);
    if (code_index >= codes_.size()) file_.refuse("an operator has no code");
    const VerifiedTable& code_table = codes_[code_index];
    // Files from before code 127 hold the deprecated field only.
    const std::int32_t code =
        std::max<std::int32_t>(code_table.get(schema::operator_code::kBuiltinCode),
                               code_table.get(schema::operator_code::kDeprecatedBuiltinCode));
    graph::Operator op{graph::Unknown{}, tensor_indices(table, schema::op::kInputs, true),
                       tensor_indices(table, schema::op::kOutputs, true)};
    const auto attributes = read_attributes(
        static_cast<schema::BuiltinOperator>(code),
        static_cast<schema::OptionsType>(table.get(schema::op::kBuiltinOptionsType)),
        table.table(schema::op::kBuiltinOptions));
    op.attributes = attributes ? *attributes : read_unknown(name_of(code, code_table), code, table);
    op.intermediates = tensor_indices(table, schema::op::kIntermediates, true);
    op.version = code_table.get(schema::operator_code::kVersion);
    complete_operands(op, table);
    graph_.operators.push_back(std::move(op));
  }

  std::string name_of(std::int32_t code, const VerifiedTable& code_table) {
    const auto custom = static_cast<std::int32_t>(schema::BuiltinOperator::Custom);
    if (code == custom) return code_table.string(schema::operator_code::kCustomCode);
    const std::string name = builtin_name(code);
    if (name.empty()) return fmt::format("BUILTIN_{}", code);
    const bool variant = is_modelled(static_cast<schema::BuiltinOperator>(code));
    return variant ? name + " (unusual options)" : name;
  }

  // Two operators come in an older form with fewer operands.
  void complete_operands(graph::Operator& op, const VerifiedTable& table) {
    constexpr std::size_t kWithoutLayerNorm = 20;
    if (std::holds_alternative<graph::UnidirectionalSequenceLstm>(op.attributes) &&
        op.inputs.size() == kWithoutLayerNorm) {
      op.inputs.resize(schema::lstm_operand::kCount, kNone);
    }
    const bool reshape = std::holds_alternative<graph::Reshape>(op.attributes);
    if (!reshape || op.inputs.size() != 1) return;
    const auto options = table.table(schema::op::kBuiltinOptions);
    if (!options || !options->has(schema::reshape_options::kNewShape)) {
      file_.refuse("RESHAPE without a shape");
    }
    const auto shape = options->values<std::int32_t>(schema::reshape_options::kNewShape);
    if (shape.size() > kMaxRank) file_.refuse("RESHAPE to too many dimensions");
    op.inputs.push_back(
        add_constant(graph_, "shape", {static_cast<std::int32_t>(shape.size())}, shape));
  }

  std::string where_;
  VerifiedBuffer file_;
  VerifiedTable model_;
  std::vector<VerifiedTable> buffers_, codes_;
  Graph graph_;
};

}  // namespace

graph::Model read_model(std::span<const std::uint8_t> bytes, const std::string& where) {
  return ModelReader(bytes, where).read_model();
}

Graph read(std::span<const std::uint8_t> bytes, const std::string& where) {
  return std::move(read_model(bytes, where).graphs[0]);
}

std::vector<MetadataEntry> read_metadata(std::span<const std::uint8_t> bytes,
                                         const std::string& where) {
  return ModelReader(bytes, where).read_metadata();
}

}  // namespace ambulo::tflite
