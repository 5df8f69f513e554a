// SPDX-License-Identifier: Apache-2.0
#include "toolchain/core/npy.h"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>

#include "toolchain/core/error.h"

namespace ambulo {
namespace {

using Bytes = std::vector<std::uint8_t>;

// A version 1.0 file with this header and so many bytes of data.
Bytes file(const std::string& header, std::size_t data) {
  std::string text = std::string("\x93NUMPY\x01\x00", 8);
  text += static_cast<char>(header.size() & 0xFF);
  text += static_cast<char>(header.size() >> 8);
  text += header;
  text.append(data, '\x07');
  return {text.begin(), text.end()};
}

Bytes file_of(const std::string& descr, const std::string& order, const std::string& shape,
              std::size_t data) {
  return file(
      "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n", data);
}

void expect_refused(const Bytes& bytes, const std::string& part) {
  try {
    parse_npy(bytes, "x.npy");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_EQ(error.where(), "x.npy");
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    return;
  }
  ADD_FAILURE() << "no error: " << part;
}

TEST(Npy, writes_the_bytes_that_numpy_writes) {
  // numpy.save of numpy.array([[1, -1]], dtype="<i2").
  std::string expected = std::string("\x93NUMPY\x01\x00\x76\x00", 10) +
                         "{'descr': '<i2', 'fortran_order': False, 'shape': (1, 2), }";
  expected.append(127 - expected.size(), ' ');
  expected += std::string("\n\x01\x00\xff\xff", 5);
  EXPECT_EQ(npy_bytes({NpyType::Int16, {1, 2}, {1, 0, 255, 255}}),
            Bytes(expected.begin(), expected.end()));
}

TEST(Npy, brings_every_type_and_shape_back) {
  for (const NpyType type :
       {NpyType::Bool, NpyType::Int8, NpyType::Int16, NpyType::Int32, NpyType::Int64,
        NpyType::UInt8, NpyType::UInt16, NpyType::UInt32, NpyType::UInt64, NpyType::Float16,
        NpyType::Float32, NpyType::Float64}) {
    for (const std::vector<std::size_t>& shape :
         {std::vector<std::size_t>{}, {3}, {0, 4}, {2, 3}, {1, 1, 2, 3, 1}}) {
      NpyArray array{type, shape, {}};
      std::size_t count = 1;
      for (const std::size_t n : shape) count *= n;
      for (std::size_t i = 0; i < count * byte_size(type); ++i) {
        array.data.push_back(static_cast<std::uint8_t>(i * 37));
      }
      const NpyArray back = parse_npy(npy_bytes(array), "x.npy");
      EXPECT_EQ(back.type, type);
      EXPECT_EQ(back.shape, shape);
      EXPECT_EQ(back.data, array.data);
    }
  }
}

TEST(Npy, takes_headers_of_other_writers) {
  const NpyArray a =
      parse_npy(file("{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"<f4\"}", 8), "x.npy");
  EXPECT_EQ(a.shape, (std::vector<std::size_t>{2}));
  Bytes version_2 = file_of("'|u1'", "False", "(2, 2)", 4);
  version_2[6] = 2;  // four bytes of header size
  version_2.insert(version_2.begin() + 10, {0, 0});
  EXPECT_EQ(parse_npy(version_2, "x.npy").shape, (std::vector<std::size_t>{2, 2}));
}

TEST(Npy, refuses_what_it_cannot_hold) {
  expect_refused(file_of("'<f4'", "True", "(2, 3)", 24), "Fortran order");
  expect_refused(file_of("'>f4'", "False", "(2,)", 8), "byte order '>'");
  expect_refused(file_of("'<c8'", "False", "(2,)", 16), "<c8");
  expect_refused(file_of("'|O'", "False", "(2,)", 16), "|O");
  expect_refused(file_of("[('a', '<f4')]", "False", "(2,)", 8), "structures");
}

TEST(Npy, refuses_damaged_headers) {
  expect_refused({}, "not a .npy file");
  expect_refused({'P', 'K', 3, 4}, "not a .npy file");
  expect_refused(file("", 0), "damaged");
  expect_refused(file("{", 0), "damaged");
  expect_refused(file("{'descr", 0), "damaged");
  expect_refused(file("{'descr': '<f4', 'shape': (1,)}", 4), "damaged");
  expect_refused(file_of("''", "False", "(1,)", 4), "damaged");
  expect_refused(file_of("'<f4'", "Maybe", "(1,)", 4), "damaged");
  expect_refused(file_of("'<f4'", "False", "(-1,)", 4), "damaged");
  expect_refused(file_of("'<f4'", "False", "(1 2)", 8), "damaged");
  expect_refused(file_of("'<f4'", "False", "(1,), 'shape': (1,)", 4), "damaged");
  expect_refused(file_of("'<f4'", "False", "(1,), 'more': 1", 4), "damaged");
  expect_refused(file_of("'<f4'", "False", "(99999999999999999999999,)", 4), "out of range");
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "1,";
  expect_refused(file_of("'<f4'", "False", "(" + many + ")", 4), "too many dimensions");
}

TEST(Npy, refuses_data_that_its_shape_does_not_describe) {
  expect_refused(file_of("'<f4'", "False", "(2,)", 7), "7 bytes of data");
  expect_refused(file_of("'<f4'", "False", "(2,)", 9), "9 bytes of data");
  // 2^32 * 2^32 * 4 wraps to 0.
  expect_refused(file_of("'<f4'", "False", "(4294967296, 4294967296)", 0), "0 bytes of data");
}

TEST(Npy, refuses_every_prefix_of_a_file) {
  const Bytes whole = npy_bytes({NpyType::Float32, {3}, Bytes(12)});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THROW(parse_npy({whole.data(), size}, "x.npy"), Error) << size;
  }
}

TEST(Npy, refuses_or_reads_any_damaged_byte) {
  const Bytes whole = npy_bytes({NpyType::Float32, {3}, Bytes(12)});
  for (std::size_t at = 0; at < whole.size() - 12; ++at) {
    for (const int value : {0, 39, 57, 255}) {
      Bytes damaged = whole;
      damaged[at] = static_cast<std::uint8_t>(value);
      try {
        EXPECT_EQ(parse_npy(damaged, "x.npy").data.size(), 12u);
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::BadInput);
      }
    }
  }
}

}  // namespace
}  // namespace ambulo
