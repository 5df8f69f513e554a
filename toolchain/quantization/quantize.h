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
#include <string>
#include <vector>

#include "toolchain/core/progress.h"
#include "toolchain/quantization/error_trace.h"
#include "toolchain/quantization/integer.h"
#include "toolchain/quantization/mixed.h"
#include "toolchain/quantization/observer.h"
#include "toolchain/quantization/qat/fine_tune.h"
#include "toolchain/quantization/samples.h"
#include "toolchain/quantization/scheme.h"
#include "toolchain/quantization/source.h"

namespace ambulo::quantization {

struct Options {
  Scheme scheme = {};
  std::optional<Observer> observer = {};  // default: percentile for int8, min_max for int16, which
                                          // has numbers enough for outliers
  double percentile = kDefaultPercentile;
  Ends ends = Ends::Float32;
  bool expand = false;                     // Coding::expand, of int4 and kmeans
  FineTuning fine_tuning = {};             // of qat
  bool keep_float = false;                 // operators without an integer form are no error
  bool equalize = true;                    // channels, where samples are given
  bool trace = false;                      // fill Result::errors
  std::optional<double> max_drop = {};     // of validation accuracy (0.005: half a point)
  std::optional<std::size_t> budget = {};  // of mixed: bytes of the file, at most
  std::size_t latency_runs = 0;            // 0: do not measure the time
  ProgressCallback progress = {};
};

// What a file takes, and how often it is right; accuracies are absent where no labelled sample is.
struct Footprint {
  std::size_t file_bytes = 0, weight_bytes = 0;
  std::size_t arena_bytes = 0;     // without what kernels of this CPU repack
  std::size_t repacked_bytes = 0;  // that, or weights that are widened before the first run
  std::optional<double> train, validation, test;
  std::optional<double> median_us;
};

struct Result {
  Scheme scheme;
  std::vector<std::uint8_t> bytes;  // of the file
  Footprint before, after;
  std::size_t calibration_samples = 0;  // 0: none were needed
  std::vector<OperatorError> errors;    // of the scheme, before anything was raised
  std::optional<MixedSearch> mixed;
  std::vector<std::string> notes;
};

// Throws Error: Unsupported for an operator that has no form in the scheme, naming it; BadInput
// when the scheme needs calibration and there is nothing to calibrate with; Usage for a limit to
// the drop without labelled validation samples; Interrupted.
Result quantize(const Source& source, const Parts& parts, const Options& options);

}  // namespace ambulo::quantization
