// SPDX-License-Identifier: Apache-2.0
// Reads a FlatBuffer of unknown origin over the shared field lists: each access is checked first
// by Google's Verifier and throws Error(BadInput) where an offset or a size leaves the file.
// Everything is copied out. A small file can name one big vector a million times, so that what is
// copied has a bound of its own.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "runtime/model/tflite_schema.h"

namespace ambulo::tflite {

class VerifiedBuffer;

class VerifiedTable {
 public:
  template <typename T>
  T get(schema::Scalar<T> field) const;
  bool has(schema::Reference field) const;
  std::optional<VerifiedTable> table(schema::Reference field) const;
  std::string string(schema::Reference field) const;                 // empty when absent
  std::vector<VerifiedTable> tables(schema::Reference field) const;  // empty when absent
  template <typename T>
  std::vector<T> values(schema::Reference field) const;  // empty when absent
  // Slot and bytes of every field that is there, for a table that holds scalars only and is
  // otherwise not known. A field may be given with padding behind it: 1, 2, 4 or 8 bytes.
  std::vector<std::pair<std::uint16_t, std::vector<std::uint8_t>>> scalar_fields() const;

 private:
  friend class VerifiedBuffer;
  VerifiedTable(VerifiedBuffer& buffer, const std::uint8_t* table);
  const std::uint8_t* target(schema::Reference field) const;  // null when absent

  VerifiedBuffer* buffer_;
  const flatbuffers::Table* table_;
};

class VerifiedBuffer {
 public:
  // where: for messages, a path. Tables are valid as long as this object. Throws Error(BadInput)
  // when the four bytes of identifier do not stand at byte 4.
  VerifiedBuffer(std::span<const std::uint8_t> bytes, const char* identifier, std::string where);
  VerifiedBuffer(const VerifiedBuffer&) = delete;
  VerifiedBuffer& operator=(const VerifiedBuffer&) = delete;

  VerifiedTable root();
  [[noreturn]] void refuse(const std::string& what) const;  // Error(BadInput) at where

 private:
  friend class VerifiedTable;
  void require(bool holds) const;
  void charge(std::size_t bytes);
  const std::uint8_t* follow(const std::uint8_t* offset) const;
  // The elements behind a vector's count.
  std::span<const std::uint8_t> elements(const std::uint8_t* vector, std::size_t element_size);

  std::vector<std::uint64_t> bytes_;  // a copy aligned to 8
  std::string where_;
  flatbuffers::Verifier verifier_;
  std::size_t budget_;  // bytes that may still be copied out
};

template <typename T>
T VerifiedTable::get(schema::Scalar<T> field) const {
  const auto offset = schema::vtable_offset(field.slot);
  buffer_->require(table_->VerifyField<T>(buffer_->verifier_, offset, sizeof(T)));
  return table_->GetField<T>(offset, field.default_value);
}

template <typename T>
std::vector<T> VerifiedTable::values(schema::Reference field) const {
  const std::uint8_t* vector = target(field);
  if (!vector) return {};
  const auto bytes = buffer_->elements(vector, sizeof(T));
  std::vector<T> result(bytes.size() / sizeof(T));
  if (!result.empty()) std::memcpy(result.data(), bytes.data(), bytes.size());
  return result;
}

}  // namespace ambulo::tflite
