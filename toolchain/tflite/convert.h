// SPDX-License-Identifier: Apache-2.0
// A .tflite file with what no device runtime has (loops, tensor lists, shape arithmetic) becomes
// one that runs here, and the proof that both are the same function.
//
//   const Conversion conversion = convert(read_bytes(path), path);
//   write_file(out, conversion.bytes);
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "toolchain/graph/evaluate_work.h"

namespace ambulo::tflite {

struct TypeCount {
  std::string type;  // "WHILE"
  std::size_t before = 0, after = 0;
};

struct Conversion {
  std::vector<std::uint8_t> bytes;
  std::vector<std::string> changes;  // one line each
  std::vector<std::string> notes;    // what whoever runs the new file must know
  std::vector<std::string> missing;  // operators that the device runtime does not have
  std::vector<TypeCount> types;      // operators of each type whose number has changed
  std::size_t bytes_before = 0;
  std::size_t operators_before = 0, operators_after = 0;  // of all graphs of the file
  std::size_t windows = 0;                                // of the comparison
  double largest_difference = 0.0;                        // of an output
};

// Throws Error(BadInput) for damaged files, Error(Unsupported) naming the operator for what cannot
// be lifted or takes more than `most` to run, and Error(Internal) when the result differs from the
// file by more than 1e-5.
Conversion convert(std::span<const std::uint8_t> bytes, const std::string& where,
                   const graph::Work& most = graph::kMostWork);

}  // namespace ambulo::tflite
