// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/verified_table.h"

#include <algorithm>
#include <utility>

#include "toolchain/core/error.h"

namespace ambulo::tflite {
namespace {

// Honest files share little: a few constants between operators.
constexpr std::size_t kCopiesPerByte = 16;
constexpr std::size_t kFreeBytes = 1 << 20;

std::vector<std::uint64_t> aligned_copy(std::span<const std::uint8_t> bytes) {
  std::vector<std::uint64_t> copy((bytes.size() + 7) / 8);
  if (!bytes.empty()) std::memcpy(copy.data(), bytes.data(), bytes.size());
  return copy;
}

}  // namespace

VerifiedBuffer::VerifiedBuffer(std::span<const std::uint8_t> bytes, const char* identifier,
                               std::string where)
    : bytes_(aligned_copy(bytes)),
      where_(std::move(where)),
      verifier_(reinterpret_cast<const std::uint8_t*>(bytes_.data()),
                bytes.size() < FLATBUFFERS_MAX_BUFFER_SIZE ? bytes.size() : 0),
      budget_(kFreeBytes + kCopiesPerByte * bytes.size()) {
  const bool identified = bytes.size() >= 8 && std::memcmp(bytes.data() + 4, identifier, 4) == 0;
  if (!identified) refuse("not a .tflite file");
}

void VerifiedBuffer::refuse(const std::string& what) const {
  throw Error(ErrorKind::BadInput, what, where_);
}

void VerifiedBuffer::require(bool holds) const {
  if (!holds) refuse("the model file is damaged");
}

void VerifiedBuffer::charge(std::size_t bytes) {
  if (bytes > budget_) refuse("the model file unfolds to far more than its size");
  budget_ -= bytes;
}

VerifiedTable VerifiedBuffer::root() {
  return {*this, follow(reinterpret_cast<const std::uint8_t*>(bytes_.data()))};
}

const std::uint8_t* VerifiedBuffer::follow(const std::uint8_t* offset) const {
  const auto* base = reinterpret_cast<const std::uint8_t*>(bytes_.data());
  const auto distance = verifier_.VerifyOffset(static_cast<std::size_t>(offset - base));
  require(distance != 0);
  return offset + distance;
}

std::span<const std::uint8_t> VerifiedBuffer::elements(const std::uint8_t* vector,
                                                       std::size_t element_size) {
  require(verifier_.VerifyVectorOrString(vector, element_size));
  const std::size_t bytes = flatbuffers::ReadScalar<flatbuffers::uoffset_t>(vector) * element_size;
  charge(bytes);
  return {vector + sizeof(flatbuffers::uoffset_t), bytes};
}

VerifiedTable::VerifiedTable(VerifiedBuffer& buffer, const std::uint8_t* table)
    : buffer_(&buffer), table_(reinterpret_cast<const flatbuffers::Table*>(table)) {
  buffer.require(buffer.verifier_.VerifyTableStart(table));
  buffer.verifier_.EndTable();
}

const std::uint8_t* VerifiedTable::target(schema::Reference field) const {
  const auto offset = schema::vtable_offset(field.slot);
  buffer_->require(table_->VerifyField<flatbuffers::uoffset_t>(buffer_->verifier_, offset,
                                                               sizeof(flatbuffers::uoffset_t)));
  const std::uint8_t* at = table_->GetAddressOf(offset);
  return at ? buffer_->follow(at) : nullptr;
}

bool VerifiedTable::has(schema::Reference field) const {
  return target(field) != nullptr;
}

std::optional<VerifiedTable> VerifiedTable::table(schema::Reference field) const {
  const std::uint8_t* at = target(field);
  if (!at) return std::nullopt;
  return VerifiedTable(*buffer_, at);
}

std::string VerifiedTable::string(schema::Reference field) const {
  const std::vector<char> characters = values<char>(field);
  return {characters.begin(), characters.end()};
}

std::vector<VerifiedTable> VerifiedTable::tables(schema::Reference field) const {
  std::vector<VerifiedTable> result;
  const std::uint8_t* vector = target(field);
  if (!vector) return result;
  const auto offsets = buffer_->elements(vector, sizeof(flatbuffers::uoffset_t));
  for (std::size_t i = 0; i < offsets.size(); i += sizeof(flatbuffers::uoffset_t)) {
    result.push_back(VerifiedTable(*buffer_, buffer_->follow(offsets.data() + i)));
  }
  return result;
}

std::vector<std::pair<std::uint16_t, std::vector<std::uint8_t>>> VerifiedTable::scalar_fields()
    const {
  const auto* table = reinterpret_cast<const std::uint8_t*>(table_);
  const std::uint8_t* vtable = table_->GetVTable();
  const auto half = [](const std::uint8_t* at) {
    return flatbuffers::ReadScalar<flatbuffers::voffset_t>(at);
  };
  constexpr std::size_t kHeader = 4;  // of the vtable (two sizes), and of the table
  const std::size_t slots = (half(vtable) - kHeader) / 2, size = half(vtable + 2);
  const auto* base = reinterpret_cast<const std::uint8_t*>(buffer_->bytes_.data());
  buffer_->require(half(vtable) >= kHeader && size >= kHeader &&
                   buffer_->verifier_.Verify(static_cast<std::size_t>(table - base), size));
  std::vector<std::size_t> begins;
  for (std::size_t slot = 0; slot < slots; ++slot) begins.push_back(half(vtable + 4 + 2 * slot));
  std::vector<std::pair<std::uint16_t, std::vector<std::uint8_t>>> fields;
  for (std::size_t slot = 0; slot < slots; ++slot) {
    const std::size_t begin = begins[slot];
    if (begin == 0) continue;
    buffer_->require(begin >= kHeader && begin < size);
    std::size_t end = size;
    for (const std::size_t other : begins) {
      if (other > begin) end = std::min(end, other);
    }
    std::size_t width = 8;
    while (width > 1 && (begin + width > end ||
                         (table + begin - base) % static_cast<std::ptrdiff_t>(width) != 0))
      width /= 2;
    fields.emplace_back(static_cast<std::uint16_t>(slot),
                        std::vector<std::uint8_t>(table + begin, table + begin + width));
  }
  return fields;
}

}  // namespace ambulo::tflite
