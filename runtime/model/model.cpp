// SPDX-License-Identifier: Apache-2.0
#include <ambulo/model.h>

#include "runtime/model/model_reader.h"
#include "runtime/model/verifier.h"

namespace ambulo {

Status Model::open(Span<const uint8_t> bytes, Model& out) {
  out.bytes_ = {};
  if (reinterpret_cast<uintptr_t>(bytes.data) % 16 != 0) return Status::InvalidArgument;
  AMBULO_TRY(verify(bytes));
  out.bytes_ = bytes;
  return Status::Ok;
}

size_t Model::tensor_count() const {
  return ModelReader(*this).tensor_count();
}
size_t Model::operator_count() const {
  return ModelReader(*this).operator_count();
}
size_t Model::input_count() const {
  return ModelReader(*this).inputs().size;
}
size_t Model::output_count() const {
  return ModelReader(*this).outputs().size;
}

int32_t Model::operator_code(size_t op) const {
  return static_cast<int32_t>(ModelReader(*this).op(op).code);
}

Span<const uint8_t> Model::metadata(const char* name) const {
  return ModelReader(*this).metadata(name);
}

}  // namespace ambulo
