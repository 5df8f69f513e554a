// SPDX-License-Identifier: Apache-2.0
// Typed access to the tables of a verified model: its main subgraph, which is the only one run.
#pragma once

#include <ambulo/model.h>
#include <ambulo/tensor.h>

#include "runtime/model/flatbuffer_reader.h"

#include <cstddef>
#include <cstdint>

namespace ambulo {

// Bytes of one element; 0 for Int4 and for types that the runtime does not know.
size_t byte_size(TensorType type);

bool same_text(flatbuffer::Vector<char> text, const char* expected);

// real = scale * (q - zero point), one of each or one for each slice along axis; empty: none.
struct QuantizationInfo {
  flatbuffer::Vector<float> scale;
  flatbuffer::Vector<int64_t> zero_point;
  int32_t axis = 0;
};

struct TensorInfo {
  TensorType type = TensorType::Float32;
  Shape shape;
  size_t bytes = 0;
  QuantizationInfo quantization;
  const uint8_t* constant = nullptr;  // content in the file, null when computed at run time
  bool is_variable = false;
};

struct OperatorInfo {
  schema::BuiltinOperator code = schema::BuiltinOperator::Custom;
  flatbuffer::Vector<char> custom_code;         // its name, of Custom alone
  flatbuffer::Vector<int32_t> inputs, outputs;  // tensor indices or schema::kNoTensor
  flatbuffer::Vector<int32_t> intermediates;    // tensors that only tell their quantization
  schema::OptionsType options_type = schema::OptionsType::None;
  flatbuffer::Table options;
};

class ModelReader {
 public:
  // REQUIRES: model was opened.
  explicit ModelReader(const Model& model);

  size_t tensor_count() const { return tensor_count_; }
  size_t operator_count() const { return operator_count_; }
  flatbuffer::Vector<int32_t> inputs() const;
  flatbuffer::Vector<int32_t> outputs() const;

  TensorInfo tensor(size_t i) const;
  OperatorInfo op(size_t i) const;
  Span<const uint8_t> metadata(const char* name) const;

 private:
  flatbuffer::Table model_, graph_;
  size_t tensor_count_ = 0, operator_count_ = 0;
};

}  // namespace ambulo
