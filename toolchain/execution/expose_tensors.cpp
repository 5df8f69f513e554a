// SPDX-License-Identifier: Apache-2.0
// Offsets of a FlatBuffer are distances forward from where they stand, which is all that is needed
// here: loading the model has proved that they lead to tables.
#include "toolchain/execution/expose_tensors.h"

#include <cstring>

#include "runtime/model/tflite_schema.h"
#include "toolchain/core/error.h"

namespace ambulo::execution {
namespace {

template <typename T>
T load(const std::vector<std::uint8_t>& bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

template <typename T>
void append(std::vector<std::uint8_t>& bytes, T value) {
  const std::size_t at = bytes.size();
  bytes.resize(at + sizeof value);
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

// Where the field of a table stands, 0 when it is absent. The vtable lies `distance` before.
std::size_t position(const std::vector<std::uint8_t>& bytes, std::size_t table,
                     schema::Reference field) {
  const auto distance = load<std::int32_t>(bytes, table);
  const auto vtable = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(table) - distance);
  const std::size_t entry = schema::vtable_offset(field.slot);
  if (entry + sizeof(std::uint16_t) > load<std::uint16_t>(bytes, vtable)) return 0;
  const auto offset = load<std::uint16_t>(bytes, vtable + entry);
  return offset == 0 ? 0 : table + offset;
}

std::size_t target(const std::vector<std::uint8_t>& bytes, std::size_t at) {
  return at + load<std::uint32_t>(bytes, at);
}

}  // namespace

std::vector<std::uint8_t> with_outputs(const LoadedModel& loaded, std::span<const int> tensors) {
  if (loaded.model().output_count() == 0) {
    throw Error(ErrorKind::BadInput, "the model has no outputs", loaded.where());
  }
  std::vector<std::uint8_t> result(loaded.bytes().begin(), loaded.bytes().end());
  const std::size_t model = target(result, 0);
  const std::size_t subgraphs = target(result, position(result, model, schema::model::kSubgraphs));
  const std::size_t main = target(result, subgraphs + sizeof(std::uint32_t));  // behind the count
  const std::size_t outputs = position(result, main, schema::sub_graph::kOutputs);

  result.resize((result.size() + 3) / 4 * 4);
  const auto distance = static_cast<std::uint32_t>(result.size() - outputs);
  std::memcpy(result.data() + outputs, &distance, sizeof distance);
  append(result, static_cast<std::uint32_t>(tensors.size()));
  for (const int tensor : tensors) append(result, static_cast<std::int32_t>(tensor));
  return result;
}

}  // namespace ambulo::execution
