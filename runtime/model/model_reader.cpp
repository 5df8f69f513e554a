// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/model_reader.h"

namespace ambulo {
namespace {

using flatbuffer::Table;
using flatbuffer::Vector;

Vector<uint8_t> buffer_content(const Table& model, uint32_t index) {
  return model.element(schema::model::kBuffers, index).vector<uint8_t>(schema::buffer::kData);
}

}  // namespace

bool same_text(Vector<char> text, const char* expected) {
  for (size_t i = 0; i < text.size; ++i) {
    if (expected[i] == '\0' || text[i] != expected[i]) return false;
  }
  return expected[text.size] == '\0';
}

size_t byte_size(TensorType type) {
  switch (type) {
    case TensorType::UInt8:
    case TensorType::Int8:
    case TensorType::Bool:
      return 1;
    case TensorType::Float16:
    case TensorType::Int16:
      return 2;
    case TensorType::Float32:
    case TensorType::Int32:
      return 4;
    case TensorType::Int64:
      return 8;
    case TensorType::Int4:
      return 0;
  }
  return 0;
}

ModelReader::ModelReader(const Model& model) {
  if (!flatbuffer::File(model.bytes_).root(model_)) return;
  graph_ = model_.element(schema::model::kSubgraphs, 0);
  tensor_count_ = graph_.vector<uint32_t>(schema::sub_graph::kTensors).size;
  operator_count_ = graph_.vector<uint32_t>(schema::sub_graph::kOperators).size;
}

Vector<int32_t> ModelReader::inputs() const {
  return graph_.vector<int32_t>(schema::sub_graph::kInputs);
}

Vector<int32_t> ModelReader::outputs() const {
  return graph_.vector<int32_t>(schema::sub_graph::kOutputs);
}

TensorInfo ModelReader::tensor(size_t i) const {
  const Table table = graph_.element(schema::sub_graph::kTensors, i);
  TensorInfo info;
  info.type = static_cast<TensorType>(table.get(schema::tensor::kType));
  info.is_variable = table.get(schema::tensor::kIsVariable) != 0;
  const Vector<int32_t> dims = table.vector<int32_t>(schema::tensor::kShape);
  info.shape.rank = static_cast<int32_t>(dims.size);
  for (size_t d = 0; d < dims.size; ++d) info.shape.dims[d] = dims[d];
  info.bytes = info.shape.count() * byte_size(info.type);
  namespace fields = schema::quantization_parameters;
  const Table quantization = table.table(schema::tensor::kQuantization);
  if (quantization.exists()) {
    info.quantization = {quantization.vector<float>(fields::kScale),
                         quantization.vector<int64_t>(fields::kZeroPoint),
                         quantization.get(fields::kQuantizedDimension)};
  }
  const Vector<uint8_t> content = buffer_content(model_, table.get(schema::tensor::kBuffer));
  if (content.size != 0) info.constant = content.elements;
  return info;
}

OperatorInfo ModelReader::op(size_t i) const {
  const Table table = graph_.element(schema::sub_graph::kOperators, i);
  const Table code =
      model_.element(schema::model::kOperatorCodes, table.get(schema::op::kOpcodeIndex));
  const int32_t old_code = code.get(schema::operator_code::kDeprecatedBuiltinCode);
  const int32_t new_code = code.get(schema::operator_code::kBuiltinCode);
  OperatorInfo info;
  info.code = static_cast<schema::BuiltinOperator>(old_code > new_code ? old_code : new_code);
  if (info.code == schema::BuiltinOperator::Custom) {
    info.custom_code = code.vector<char>(schema::operator_code::kCustomCode);
  }
  info.inputs = table.vector<int32_t>(schema::op::kInputs);
  info.outputs = table.vector<int32_t>(schema::op::kOutputs);
  info.intermediates = table.vector<int32_t>(schema::op::kIntermediates);
  info.options_type = static_cast<schema::OptionsType>(table.get(schema::op::kBuiltinOptionsType));
  info.options = table.table(schema::op::kBuiltinOptions);
  return info;
}

Span<const uint8_t> ModelReader::metadata(const char* name) const {
  const size_t count = model_.vector<uint32_t>(schema::model::kMetadata).size;
  for (size_t i = 0; i < count; ++i) {
    const Table entry = model_.element(schema::model::kMetadata, i);
    if (!same_text(entry.vector<char>(schema::metadata::kName), name)) continue;
    const Vector<uint8_t> content = buffer_content(model_, entry.get(schema::metadata::kBuffer));
    return {content.elements, content.size};
  }
  return {};
}

}  // namespace ambulo
