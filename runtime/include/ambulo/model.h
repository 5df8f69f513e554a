// SPDX-License-Identifier: Apache-2.0
// A verified view of .tflite bytes. Opening treats every byte as hostile and checks each offset,
// size, shape and enum once; afterwards no check is needed. Nothing is copied: the bytes must stay
// in place, unchanged, and aligned to 16, for as long as the model and its interpreters live.
//
//   ambulo::Model model;
//   if (ambulo::Model::open({bytes, size}, model) != ambulo::Status::Ok) return refuse();
//   ambulo::SensorContractView contract;
//   if (ambulo::read_sensor_contract(model.metadata("ambulo.sensor_contract"), contract) != ...)
#pragma once

#include <ambulo/span.h>
#include <ambulo/status.h>
#include <ambulo/tensor.h>

#include <cstddef>
#include <cstdint>

namespace ambulo {

class Model {
 public:
  // BadModel: damaged or not a .tflite file; BadShape: more than kMaxRank dimensions;
  // UnsupportedType: a sparse or external tensor; InvalidArgument: bytes not aligned to 16.
  static Status open(Span<const uint8_t> bytes, Model& out);

  size_t tensor_count() const;
  size_t operator_count() const;
  size_t input_count() const;
  size_t output_count() const;
  // The .tflite code of an operator (tflite_schema.h) and, for a message, whether it is custom.
  int32_t operator_code(size_t op) const;

  // Content of a metadata buffer, empty when there is none of this name.
  Span<const uint8_t> metadata(const char* name) const;

 private:
  friend class ModelReader;  // runtime/model: what the interpreter needs besides

  Span<const uint8_t> bytes_;
};

}  // namespace ambulo
