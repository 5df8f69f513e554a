// SPDX-License-Identifier: Apache-2.0
#include "runtime/model/verifier.h"

#include <ambulo/tensor.h>

#include "runtime/model/flatbuffer_reader.h"
#include "runtime/model/model_reader.h"

#include <limits>

namespace ambulo {
namespace {

using flatbuffer::File;
using flatbuffer::Table;
using flatbuffer::Vector;

constexpr size_t kMaxBytes = std::numeric_limits<int32_t>::max();

#define AMBULO_CHECK(condition)                \
  do {                                         \
    if (!(condition)) return Status::BadModel; \
  } while (false)

class Verifier {
 public:
  explicit Verifier(Span<const uint8_t> bytes) : bytes_(bytes), file_(bytes) {}

  Status run() {
    AMBULO_CHECK(bytes_.size >= 8 && bytes_.size <= kMaxBytes);
    for (size_t i = 0; i < 4; ++i) AMBULO_CHECK(bytes_[4 + i] == schema::kFileIdentifier[i]);
    AMBULO_CHECK(file_.root(model_));
    AMBULO_CHECK(file_.scalar(model_, schema::model::kVersion));
    AMBULO_CHECK(model_.get(schema::model::kVersion) == schema::kVersion);
    AMBULO_TRY(operator_codes());
    AMBULO_TRY(buffers());
    AMBULO_TRY(metadata());
    return main_subgraph();
  }

 private:
  Status operator_codes() {
    AMBULO_CHECK(file_.tables(model_, schema::model::kOperatorCodes, code_count_));
    for (uint32_t i = 0; i < code_count_; ++i) {
      const Table code = model_.element(schema::model::kOperatorCodes, i);
      AMBULO_CHECK(file_.string(code, schema::operator_code::kCustomCode) &&
                   file_.scalar(code, schema::operator_code::kDeprecatedBuiltinCode) &&
                   file_.scalar(code, schema::operator_code::kBuiltinCode));
      AMBULO_CHECK(code.get(schema::operator_code::kDeprecatedBuiltinCode) >= 0 &&
                   code.get(schema::operator_code::kBuiltinCode) >= 0);
    }
    return Status::Ok;
  }

  Status buffers() {
    AMBULO_CHECK(file_.tables(model_, schema::model::kBuffers, buffer_count_));
    for (uint32_t i = 0; i < buffer_count_; ++i) {
      const Table buffer = model_.element(schema::model::kBuffers, i);
      Vector<uint8_t> data;
      AMBULO_CHECK(file_.vector(buffer, schema::buffer::kData, data) &&
                   file_.scalar(buffer, schema::buffer::kOffset));
      // 0 and 1 mean that there is nothing behind the FlatBuffer.
      if (buffer.get(schema::buffer::kOffset) > 1) return Status::UnsupportedType;
    }
    return Status::Ok;
  }

  Status metadata() {
    uint32_t count = 0;
    AMBULO_CHECK(file_.tables(model_, schema::model::kMetadata, count));
    for (uint32_t i = 0; i < count; ++i) {
      const Table entry = model_.element(schema::model::kMetadata, i);
      AMBULO_CHECK(file_.string(entry, schema::metadata::kName) &&
                   file_.scalar(entry, schema::metadata::kBuffer) &&
                   entry.get(schema::metadata::kBuffer) < buffer_count_);
    }
    return Status::Ok;
  }

  Status main_subgraph() {
    uint32_t subgraphs = 0, operators = 0;
    AMBULO_CHECK(file_.tables(model_, schema::model::kSubgraphs, subgraphs) && subgraphs >= 1);
    const Table graph = model_.element(schema::model::kSubgraphs, 0);
    AMBULO_CHECK(file_.tables(graph, schema::sub_graph::kTensors, tensor_count_) &&
                 file_.tables(graph, schema::sub_graph::kOperators, operators));
    for (uint32_t i = 0; i < tensor_count_; ++i) {
      AMBULO_TRY(tensor(graph.element(schema::sub_graph::kTensors, i)));
    }
    AMBULO_CHECK(tensor_indices(graph, schema::sub_graph::kInputs, 0) &&
                 tensor_indices(graph, schema::sub_graph::kOutputs, 0));
    for (uint32_t i = 0; i < operators; ++i) {
      AMBULO_TRY(op(graph.element(schema::sub_graph::kOperators, i)));
    }
    return Status::Ok;
  }

  Status tensor(const Table& tensor) {
    AMBULO_CHECK(file_.scalar(tensor, schema::tensor::kType) &&
                 file_.scalar(tensor, schema::tensor::kBuffer) &&
                 file_.scalar(tensor, schema::tensor::kIsVariable) &&
                 file_.scalar(tensor, schema::tensor::kExternalBuffer));
    AMBULO_CHECK(tensor.get(schema::tensor::kType) >= 0);
    if (tensor.has(schema::tensor::kSparsity) || tensor.get(schema::tensor::kExternalBuffer) != 0) {
      return Status::UnsupportedType;
    }
    const auto type = static_cast<TensorType>(tensor.get(schema::tensor::kType));
    const bool packed = type == TensorType::Int4;  // two elements in a byte
    const size_t element_bytes = packed ? 1 : byte_size(type);
    size_t bytes = element_bytes;
    AMBULO_TRY(shape(tensor, bytes));
    if (packed) bytes = (bytes + 1) / 2;
    AMBULO_TRY(quantization(tensor));

    const uint32_t buffer = tensor.get(schema::tensor::kBuffer);
    AMBULO_CHECK(buffer < buffer_count_);
    const Vector<uint8_t> content =
        model_.element(schema::model::kBuffers, buffer).vector<uint8_t>(schema::buffer::kData);
    if (content.size == 0 || element_bytes == 0) return Status::Ok;
    AMBULO_CHECK(content.size == bytes && tensor.get(schema::tensor::kIsVariable) == 0);
    // Converters align the int64 biases of int16 networks to 4 only; operators know (wide_vector).
    const size_t alignment = element_bytes < 4 ? element_bytes : 4;
    AMBULO_CHECK(File::aligned(static_cast<size_t>(content.elements - bytes_.data), alignment));
    return Status::Ok;
  }

  // bytes: of one element before, of the tensor after.
  Status shape(const Table& tensor, size_t& bytes) {
    Vector<int32_t> dims;
    AMBULO_CHECK(file_.vector(tensor, schema::tensor::kShape, dims));
    if (dims.size > kMaxRank) return Status::BadShape;
    uint64_t count = 1;  // below 2^31 before each step, so the product fits
    for (uint32_t d = 0; d < dims.size; ++d) {
      AMBULO_CHECK(dims[d] >= 0);
      count *= static_cast<uint64_t>(dims[d]);
      AMBULO_CHECK(count <= kMaxBytes && count * (bytes == 0 ? 1 : bytes) <= kMaxBytes);
    }
    bytes *= static_cast<size_t>(count);
    return Status::Ok;
  }

  Status quantization(const Table& tensor) {
    namespace fields = schema::quantization_parameters;
    Table parameters;
    Vector<float> scale;
    Vector<int64_t> zero_point;
    AMBULO_CHECK(file_.table(tensor, schema::tensor::kQuantization, parameters));
    AMBULO_CHECK(file_.vector(parameters, fields::kScale, scale) &&
                 file_.vector(parameters, fields::kZeroPoint, zero_point) &&
                 file_.scalar(parameters, fields::kQuantizedDimension));
    return Status::Ok;
  }

  Status op(const Table& op) {
    Table options;
    AMBULO_CHECK(file_.scalar(op, schema::op::kOpcodeIndex) &&
                 op.get(schema::op::kOpcodeIndex) < code_count_ &&
                 file_.scalar(op, schema::op::kBuiltinOptionsType) &&
                 file_.table(op, schema::op::kBuiltinOptions, options));
    AMBULO_CHECK(tensor_indices(op, schema::op::kInputs, schema::kNoTensor) &&
                 tensor_indices(op, schema::op::kOutputs, schema::kNoTensor) &&
                 tensor_indices(op, schema::op::kIntermediates, schema::kNoTensor));
    return Status::Ok;
  }

  // Operators may share one vector of indices, so that reading all of them could take time
  // quadratic in the size of the file: the sum of their lengths is bounded instead.
  bool tensor_indices(const Table& table, schema::Reference field, int32_t least) {
    Vector<int32_t> indices;
    if (!file_.vector(table, field, indices)) return false;
    index_count_ += indices.size;
    if (index_count_ > bytes_.size) return false;
    for (uint32_t i = 0; i < indices.size; ++i) {
      const int32_t index = indices[i];
      if (index < least || (index >= 0 && static_cast<uint32_t>(index) >= tensor_count_)) {
        return false;
      }
    }
    return true;
  }

  Span<const uint8_t> bytes_;
  File file_;
  Table model_;
  uint32_t code_count_ = 0, buffer_count_ = 0, tensor_count_ = 0;
  size_t index_count_ = 0;
};

}  // namespace

Status verify(Span<const uint8_t> bytes) {
  return Verifier(bytes).run();
}

}  // namespace ambulo
