// SPDX-License-Identifier: Apache-2.0
#include "toolchain/core/npy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"

namespace ambulo {
namespace {

static_assert(std::endian::native == std::endian::little, "values are copied as they are");

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kAlignment = 64;  // of the data in files of this writer, as NumPy does it
constexpr std::size_t kMaxRank = 64;    // as NumPy

struct TypeRow {
  NpyType type;
  std::string_view name, code;  // code: without the mark of the byte order
  std::size_t bytes;
};
constexpr TypeRow kTypes[] = {
    {NpyType::Bool, "bool", "b1", 1},       {NpyType::Int8, "int8", "i1", 1},
    {NpyType::Int16, "int16", "i2", 2},     {NpyType::Int32, "int32", "i4", 4},
    {NpyType::Int64, "int64", "i8", 8},     {NpyType::UInt8, "uint8", "u1", 1},
    {NpyType::UInt16, "uint16", "u2", 2},   {NpyType::UInt32, "uint32", "u4", 4},
    {NpyType::UInt64, "uint64", "u8", 8},   {NpyType::Float16, "float16", "f2", 2},
    {NpyType::Float32, "float32", "f4", 4}, {NpyType::Float64, "float64", "f8", 8},
};

const TypeRow& row_of(NpyType type) {
  return *std::ranges::find(kTypes, type, &TypeRow::type);
}

[[noreturn]] void refuse(const std::string& what, const std::string& where,
                         const std::string& fix = {}) {
  throw Error(ErrorKind::BadInput, what, where, fix);
}

// The header is a Python dictionary of three entries, which come in any order.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, const std::string& where) : rest_(text), where_(where) {}

  void parse(NpyArray& array) {
    take('{');
    while (!next_is('}')) {
      const std::string_view key = quoted();
      take(':');
      if (key == "descr" && !std::exchange(has_type_, true)) {
        read_type(array);
      } else if (key == "fortran_order" && !std::exchange(has_order_, true)) {
        read_order();
      } else if (key == "shape" && !std::exchange(has_shape_, true)) {
        read_shape(array);
      } else {
        damaged();
      }
      if (!next_is('}')) take(',');
    }
    take('}');
    skip_space();
    if (!rest_.empty() || !has_type_ || !has_order_ || !has_shape_) damaged();
  }

 private:
  [[noreturn]] void damaged() const { refuse("the header of the .npy file is damaged", where_); }

  void skip_space() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n"), rest_.size()));
  }
  bool next_is(char c) {
    skip_space();
    return rest_.starts_with(c);
  }
  void take(char c) {
    if (!next_is(c)) damaged();
    rest_.remove_prefix(1);
  }
  std::string_view quoted() {
    const char quote = next_is('"') ? '"' : '\'';
    take(quote);
    const std::size_t end = rest_.find(quote);
    if (end == std::string_view::npos) damaged();
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return text;
  }

  void read_type(NpyArray& array) {
    if (next_is('[')) refuse("an array of structures", where_, "save one plain array");
    const std::string_view text = quoted();
    if (text.empty()) damaged();
    const auto row = std::ranges::find(kTypes, text.substr(1), &TypeRow::code);
    if (row == std::end(kTypes)) {
      refuse(fmt::format("elements of type '{}'", text), where_,
             "save numbers: float32, int8, int16 ...");
    }
    const bool one_byte = row->bytes == 1;  // NumPy marks these '|', others write any mark
    if (text[0] != '<' &&
        !(one_byte && std::string_view("|>=").find(text[0]) != std::string_view::npos)) {
      refuse(fmt::format("byte order '{}'", text[0]), where_, "save little-endian");
    }
    array.type = row->type;
  }

  void read_order() {
    skip_space();
    if (rest_.starts_with("True")) {
      refuse("the array is in Fortran order", where_, "save numpy.ascontiguousarray(x)");
    }
    if (!rest_.starts_with("False")) damaged();
    rest_.remove_prefix(5);
  }

  void read_shape(NpyArray& array) {
    take('(');
    while (!next_is(')')) {
      if (array.shape.size() == kMaxRank) refuse("the array has too many dimensions", where_);
      array.shape.push_back(number());
      if (!next_is(')')) take(',');
    }
    take(')');
  }

  std::size_t number() {
    skip_space();
    constexpr std::size_t kMax = std::numeric_limits<std::size_t>::max();
    std::size_t value = 0, digits = 0;
    for (; !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; rest_.remove_prefix(1), ++digits) {
      if (value > (kMax - 9) / 10) refuse("a dimension is out of range", where_);
      value = value * 10 + static_cast<std::size_t>(rest_[0] - '0');
    }
    if (digits == 0) damaged();
    return value;
  }

  std::string_view rest_;
  const std::string& where_;
  bool has_type_ = false, has_order_ = false, has_shape_ = false;
};

// nullopt when the product does not fit.
std::optional<std::size_t> data_bytes(const NpyArray& array) {
  std::size_t bytes = byte_size(array.type);
  for (const std::size_t n : array.shape) {
    if (n != 0 && bytes > std::numeric_limits<std::size_t>::max() / n) return std::nullopt;
    bytes *= n;
  }
  return bytes;
}

}  // namespace

std::string_view to_string(NpyType type) {
  return row_of(type).name;
}

std::size_t byte_size(NpyType type) {
  return row_of(type).bytes;
}

NpyArray parse_npy(std::span<const std::uint8_t> bytes, const std::string& where) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!text.starts_with(kMagic)) refuse("not a .npy file", where, "write it with numpy.save");
  std::size_t at = kMagic.size();
  const auto byte = [&]() -> std::size_t {
    if (at >= bytes.size()) refuse("the .npy file is cut short", where);
    return bytes[at++];
  };
  const std::size_t major = byte();
  byte();  // the minor version says nothing about the layout
  if (major < 1 || major > 3) refuse(fmt::format("a .npy file of version {}", major), where);
  std::size_t header_bytes = 0;
  for (int i = 0; i < (major == 1 ? 2 : 4); ++i) header_bytes |= byte() << (8 * i);
  if (header_bytes > bytes.size() - at) refuse("the .npy file is cut short", where);

  NpyArray array;
  HeaderParser(text.substr(at, header_bytes), where).parse(array);
  at += header_bytes;
  const auto expected = data_bytes(array);
  if (!expected || *expected != bytes.size() - at) {
    refuse(fmt::format("the .npy file has {} bytes of data, not those of ({}) {}",
                       bytes.size() - at, fmt::join(array.shape, ", "), to_string(array.type)),
           where);
  }
  array.data.assign(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end());
  return array;
}

NpyArray read_npy(const std::filesystem::path& path) {
  return parse_npy(read_bytes(path), path.string());
}

std::vector<std::uint8_t> npy_bytes(const NpyArray& array) {
  const TypeRow& type = row_of(array.type);
  assert(data_bytes(array) == array.data.size());
  std::string header = fmt::format(
      "{{'descr': '{}{}', 'fortran_order': False, 'shape': ({}{}), }}", type.bytes == 1 ? '|' : '<',
      type.code, fmt::join(array.shape, ", "), array.shape.size() == 1 ? "," : "");
  const std::size_t preamble = kMagic.size() + 4;
  const std::size_t data_at =
      (preamble + header.size() + 1 + kAlignment - 1) / kAlignment * kAlignment;
  header.resize(data_at - preamble, ' ');
  header.back() = '\n';
  std::string start(kMagic);
  for (const std::size_t byte :
       {std::size_t{1}, std::size_t{0}, header.size() & 0xFF, header.size() >> 8}) {
    start += static_cast<char>(byte);
  }
  start += header;
  std::vector<std::uint8_t> bytes(start.begin(), start.end());
  bytes.insert(bytes.end(), array.data.begin(), array.data.end());
  return bytes;
}

void write_npy(const std::filesystem::path& path, const NpyArray& array) {
  write_file(path, npy_bytes(array));
}

void write_npy(const std::filesystem::path& path, std::vector<std::size_t> shape,
               std::span<const float> values) {
  NpyArray array{NpyType::Float32, std::move(shape), {}};
  array.data.resize(values.size_bytes());
  if (!values.empty()) std::memcpy(array.data.data(), values.data(), values.size_bytes());
  write_npy(path, array);
}

}  // namespace ambulo
