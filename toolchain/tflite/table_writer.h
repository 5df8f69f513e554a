// SPDX-License-Identifier: Apache-2.0
// One table of a FlatBuffer, written over the shared field lists (runtime/model/tflite_schema.h,
// metadata_schema.h) by Google's builder. References are written before the table is begun.
//
//   TableWriter table(builder);
//   table.add(schema::buffer::kData, data);
//   const auto buffer = table.finish();
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <type_traits>

#include "runtime/model/tflite_schema.h"

namespace ambulo::tflite {

using AnyOffset = flatbuffers::Offset<void>;  // 0: absent

class TableWriter {
 public:
  explicit TableWriter(flatbuffers::FlatBufferBuilder& builder)
      : builder_(builder), start_(builder.StartTable()) {}

  template <typename T>
  void add(schema::Scalar<T> field, std::type_identity_t<T> value) {
    builder_.AddElement<T>(schema::vtable_offset(field.slot), value, field.default_value);
  }
  template <typename T>
  void add(schema::Reference field, flatbuffers::Offset<T> offset) {
    builder_.AddOffset(schema::vtable_offset(field.slot), offset);
  }
  // A field that nothing is known of but its place and size.
  template <typename T>
  void add_always(std::uint16_t slot, T value) {
    builder_.AddElement<T>(schema::vtable_offset(slot), value);
  }
  AnyOffset finish() { return builder_.EndTable(start_); }

 private:
  flatbuffers::FlatBufferBuilder& builder_;
  flatbuffers::uoffset_t start_;
};

}  // namespace ambulo::tflite
