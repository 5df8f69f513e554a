// SPDX-License-Identifier: Apache-2.0
// Entry of the quantization stage: a float32 .tflite file in, the same network in fewer bits out,
// with what it costs and what it loses.
//
//   const Source source = read_source(read_bytes(path), path);
//   const Result result = quantize(source, parts, {.scheme = parse_scheme("int8")});
//   write_file(out, result.bytes);
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "toolchain/core/progress.h"
#include "toolchain/graph/graph.h"
#include "toolchain/quantization/integer.h"
#include "toolchain/quantization/observer.h"
#include "toolchain/quantization/samples.h"
#include "toolchain/quantization/scheme.h"
#include "toolchain/tflite/associated_files.h"
#include "toolchain/tflite/metadata_entry.h"

namespace ambulo::quantization {

struct Options {
  Scheme scheme;
  ObserverOptions observer = {};
  Ends ends = Ends::Float32;
  bool keep_float = false;  // operators without an integer form are no error
  ProgressCallback progress = {};
};

// A float32 file, and what it carries besides the network.
struct Source {
  std::string where;
  std::vector<std::uint8_t> bytes;
  graph::Graph graph;
  std::vector<tflite::MetadataEntry> metadata;
  std::vector<tflite::AssociatedFile> files;
};

// Throws Error: BadInput for a damaged file, Unsupported for operators that the runtime does not
// have and for a network that is not float32.
Source read_source(std::span<const std::uint8_t> bytes, const std::string& where);

// What a file takes, and how often it is right; accuracies are absent where no labelled sample is.
struct Footprint {
  std::size_t file_bytes = 0, weight_bytes = 0, arena_bytes = 0;
  std::optional<double> train, validation, test;
};

struct Result {
  Scheme scheme;
  std::vector<std::uint8_t> bytes;  // of the file
  Footprint before, after;
  std::size_t calibration_samples = 0;  // 0: none were needed
  std::vector<std::string> notes;
};

// Throws Error: Unsupported for an operator that has no form in the scheme, naming it; BadInput
// when the scheme needs calibration and there is nothing to calibrate with; Interrupted.
Result quantize(const Source& source, const Parts& parts, const Options& options);

}  // namespace ambulo::quantization
