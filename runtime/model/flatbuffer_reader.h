// SPDX-License-Identifier: Apache-2.0
// Reads FlatBuffers in place. File finds tables and vectors and checks every offset against the
// bytes; what it has once accepted, Table and its vectors may be asked for without further checks.
//
// Layout: a table starts with an int32 distance back to its vtable: u16 vtable bytes, u16 table
// bytes, then for each field its u16 position in the table, 0 when absent. References are u32
// distances forward; a vector is a u32 count followed by its elements, aligned to their size.
#pragma once

#include <ambulo/span.h>

#include "runtime/core/bytes.h"
#include "runtime/model/tflite_schema.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::flatbuffer {

template <typename T>
struct Vector {
  const uint8_t* elements = nullptr;
  uint32_t size = 0;

  T operator[](size_t i) const { return load<T>(elements + i * sizeof(T)); }
};

class Table {
 public:
  Table() = default;  // the absent table: every field has its default

  // A field outside the table, which File refuses in tables it knows, reads as the default.
  template <typename T>
  T get(schema::Scalar<T> field) const {
    const uint32_t at = position(field.slot);
    return at != 0 && at + sizeof(T) <= bytes_ ? load<T>(start_ + at) : field.default_value;
  }

  // REQUIRES: File accepted the field.
  template <typename T>
  Vector<T> vector(schema::Reference field) const {
    const uint8_t* p = target(field);
    if (p == nullptr) return {};
    return {p + sizeof(uint32_t), load<uint32_t>(p)};
  }
  Table table(schema::Reference field) const {
    const uint8_t* p = target(field);
    return p == nullptr ? Table() : Table(p);
  }
  Table element(schema::Reference field, size_t i) const {
    const uint8_t* p = vector<uint32_t>(field).elements + i * sizeof(uint32_t);
    return Table(p + load<uint32_t>(p));
  }

  bool exists() const { return start_ != nullptr; }
  bool has(schema::Reference field) const { return position(field.slot) != 0; }

 private:
  friend class File;

  explicit Table(const uint8_t* start)
      : start_(start),
        vtable_(start - load<int32_t>(start)),
        vtable_bytes_(load<uint16_t>(vtable_)),
        bytes_(load<uint16_t>(vtable_ + 2)) {}

  uint32_t position(uint16_t slot) const {
    const uint32_t at = schema::vtable_offset(slot);
    return at + sizeof(uint16_t) <= vtable_bytes_ ? load<uint16_t>(vtable_ + at) : 0;
  }
  const uint8_t* target(schema::Reference field) const {
    const uint32_t at = position(field.slot);
    return at == 0 ? nullptr : start_ + at + load<uint32_t>(start_ + at);
  }

  const uint8_t* start_ = nullptr;
  const uint8_t* vtable_ = nullptr;
  uint16_t vtable_bytes_ = 0, bytes_ = 0;
};

class File {
 public:
  // REQUIRES: bytes aligned to 16, fewer than 2^31.
  explicit File(Span<const uint8_t> bytes) : bytes_(bytes) {}

  [[nodiscard]] bool root(Table& out) const {
    return bytes_.size >= 8 && table_at(load<uint32_t>(bytes_.data), out);
  }

  // Each check accepts an absent field.
  template <typename T>
  [[nodiscard]] bool scalar(const Table& table, schema::Scalar<T> field) const {
    const uint32_t at = table.position(field.slot);
    return at == 0 || (at + sizeof(T) <= table.bytes_ && aligned(offset_of(table) + at, sizeof(T)));
  }

  template <typename T>
  [[nodiscard]] bool vector(const Table& table, schema::Reference field, Vector<T>& out) const {
    size_t at = 0;
    out = {};
    if (!reference(table, field, at)) return false;
    if (at == 0) return true;
    if (!holds(at, sizeof(uint32_t)) || !aligned(at, sizeof(uint32_t))) return false;
    const uint32_t count = load<uint32_t>(bytes_.data + at);
    at += sizeof(uint32_t);
    if (!aligned(at, sizeof(T)) || count > (bytes_.size - at) / sizeof(T)) return false;
    out = {bytes_.data + at, count};
    return true;
  }

  // A string is a vector of bytes with a 0 behind it that does not count.
  [[nodiscard]] bool string(const Table& table, schema::Reference field) const {
    Vector<char> text;
    if (!vector(table, field, text)) return false;
    if (text.elements == nullptr) return true;
    const size_t end = static_cast<size_t>(text.elements - bytes_.data) + text.size;
    return holds(end, 1) && bytes_[end] == 0;
  }

  [[nodiscard]] bool table(const Table& parent, schema::Reference field, Table& out) const {
    size_t at = 0;
    out = {};
    return reference(parent, field, at) && (at == 0 || table_at(at, out));
  }

  // The vector and each of its tables, not what they refer to.
  [[nodiscard]] bool tables(const Table& parent, schema::Reference field, uint32_t& count) const {
    Vector<uint32_t> offsets;
    if (!vector(parent, field, offsets)) return false;
    count = offsets.size;
    for (uint32_t i = 0; i < count; ++i) {
      const size_t at = static_cast<size_t>(offsets.elements - bytes_.data) + 4 * size_t{i};
      const size_t distance = offsets[i];
      Table ignored;
      if (distance > bytes_.size - at || !table_at(at + distance, ignored)) return false;
    }
    return true;
  }

  static bool aligned(size_t at, size_t alignment) { return at % alignment == 0; }

 private:
  bool holds(size_t at, size_t bytes) const {
    return at <= bytes_.size && bytes <= bytes_.size - at;
  }
  size_t offset_of(const Table& table) const {
    return static_cast<size_t>(table.start_ - bytes_.data);
  }

  // at = 0 when the field is absent; a reference of distance 0 would be its own target.
  bool reference(const Table& table, schema::Reference field, size_t& at) const {
    at = 0;
    const uint32_t position = table.position(field.slot);
    if (position == 0) return true;
    if (position + sizeof(uint32_t) > table.bytes_) return false;
    const size_t from = offset_of(table) + position;
    const size_t distance = load<uint32_t>(bytes_.data + from);
    if (!aligned(from, sizeof(uint32_t)) || distance == 0 || distance > bytes_.size - from) {
      return false;
    }
    at = from + distance;
    return true;
  }

  bool table_at(size_t at, Table& out) const {
    if (!aligned(at, sizeof(int32_t)) || !holds(at, sizeof(int32_t))) return false;
    const int64_t vtable = static_cast<int64_t>(at) - load<int32_t>(bytes_.data + at);
    if (vtable < 0 || !holds(static_cast<size_t>(vtable), 4) || vtable % 2 != 0) return false;
    const uint8_t* v = bytes_.data + vtable;
    const uint16_t vtable_bytes = load<uint16_t>(v), table_bytes = load<uint16_t>(v + 2);
    if (vtable_bytes < 4 || vtable_bytes % 2 != 0 || table_bytes < 4) return false;
    if (!holds(static_cast<size_t>(vtable), vtable_bytes) || !holds(at, table_bytes)) return false;
    out = Table(bytes_.data + at);
    return true;
  }

  Span<const uint8_t> bytes_;
};

}  // namespace ambulo::flatbuffer
