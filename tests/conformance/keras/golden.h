// SPDX-License-Identifier: Apache-2.0
// The goldens: .tflite files that Keras and the TensorFlow Lite converter made, inputs for them,
// the outputs that an oracle gave, and what becomes of them here. All is in one folder:
//   NAME.tflite | NAME.inputs.npy, NAME.expected.npy: windows in front
//   goldens.json: {NAME: {"scheme": "int8", "oracle": "litert_reference", ...}}
//   outcomes.txt: "NAME OUTCOME" or "NAME OUTCOME, converts", one line each; # begins a comment
#pragma once

#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "toolchain/core/npy.h"

namespace ambulo::conformance {

struct Listed {
  std::string name;
  std::string outcome;    // as outcome.h words it
  bool converts = false;  // refused as it is; runs when `ambulo convert` has been over it

  // What test programs print of their parameter.
  friend std::ostream& operator<<(std::ostream& out, const Listed& listed) {
    return out << listed.name << " " << listed.outcome << (listed.converts ? ", converts" : "");
  }
};

// The lines of outcomes.txt.
std::vector<Listed> read_outcomes(const std::filesystem::path& folder);

struct Golden {
  std::string scheme;  // "float32", "dynamic", "int8_uint8_io": catalogue.py
  std::string oracle;  // "litert_reference", "litert_default", "keras"
  std::vector<std::uint8_t> model;
  NpyArray inputs, expected;
};

// Throws Error(BadInput) for files that are missing or damaged.
Golden read_golden(const std::filesystem::path& folder, const std::string& name);

// All names in goldens.json, and all .tflite files of the folder, sorted.
std::vector<std::string> described_goldens(const std::filesystem::path& folder);
std::vector<std::string> golden_files(const std::filesystem::path& folder);

}  // namespace ambulo::conformance
