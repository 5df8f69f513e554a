// SPDX-License-Identifier: Apache-2.0
// NumPy's .npy files: one array with its type and shape, little-endian, in C order.
//   "\x93NUMPY" | u8 major | u8 minor | header bytes: u16, from version 2 on u32
//   | header: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } and spaces, newline |
//   data
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ambulo {

enum class NpyType {
  Bool,
  Int8,
  Int16,
  Int32,
  Int64,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
  Float16,
  Float32,
  Float64
};
std::string_view to_string(NpyType type);  // as NumPy says: "float32"
std::size_t byte_size(NpyType type);       // of one element

struct NpyArray {
  NpyType type = NpyType::Float32;
  std::vector<std::size_t> shape;  // empty: a scalar
  std::vector<std::uint8_t> data;  // little-endian, the last dimension is the fastest
};

// Throws Error(BadInput) at `where` for anything that is not such a file: damaged, with less or
// more data than its shape says, Fortran order, big-endian, structures and other types.
NpyArray parse_npy(std::span<const std::uint8_t> bytes, const std::string& where);
NpyArray read_npy(const std::filesystem::path& path);

// REQUIRES: data has the bytes that type and shape say.
std::vector<std::uint8_t> npy_bytes(const NpyArray& array);
void write_npy(const std::filesystem::path& path, const NpyArray& array);
void write_npy(const std::filesystem::path& path, std::vector<std::size_t> shape,
               std::span<const float> values);

}  // namespace ambulo
