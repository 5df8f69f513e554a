// SPDX-License-Identifier: Apache-2.0
// Scheme mixed: for each layer the precision that it can bear.
//   1. alone     each layer in each precision, all others in int8: bytes of the file, and how far
//   the
//                answers on validation people are from those of the float network
//   2. combined  as if both added up: the Pareto front of all combinations
//   3. measured  a file is written and run for the points of that front; what is printed and chosen
//                from are these
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "toolchain/core/progress.h"
#include "toolchain/quantization/calibrate.h"
#include "toolchain/quantization/integer.h"
#include "toolchain/quantization/samples.h"
#include "toolchain/quantization/source.h"

namespace ambulo::quantization {

// At least one of the two.
struct Goal {
  std::optional<std::size_t> budget;  // bytes of the file, at most: the least divergence within it
  std::optional<double> max_drop;     // of validation accuracy: the smallest file within it
};

struct MixedPoint {
  std::vector<Precision> layers;  // of layers_of()
  std::size_t file_bytes = 0;
  double divergence = 0.0, accuracy = 0.0;  // on validation people
};

struct MixedSearch {
  std::vector<std::string> names;  // of the layers' results
  std::vector<MixedPoint> front;   // by rising bytes
  std::size_t chosen = 0;          // of the front
  std::size_t measured = 0;        // files that were written and run
};

// validation: labelled. Throws Error: BadInput when no file fits the goal, with the smallest that
// there is; Unsupported where the network has no layer with weights; Interrupted.
MixedSearch search_mixed(const Source& source, const Calibration& calibration,
                         const Samples& validation, const Goal& goal, Ends ends,
                         const Coding& coding, const ProgressCallback& progress = {});

// The front as a table.
std::string to_text(const MixedSearch& search);

}  // namespace ambulo::quantization
