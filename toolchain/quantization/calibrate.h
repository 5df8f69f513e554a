// SPDX-License-Identifier: Apache-2.0
// What range each activation needs: the float network runs on samples in the device runtime, with
// every tensor in view. Cell states of recurrent operators, which no tensor shows, are followed
// step by step.
#pragma once

#include <vector>

#include "toolchain/core/progress.h"
#include "toolchain/graph/graph.h"
#include "toolchain/quantization/observer.h"
#include "toolchain/quantization/samples.h"

namespace ambulo::quantization {

struct Calibration {
  // By tensor of the graph: the input, results of operators, states. {0, 0} for all others.
  std::vector<Range> ranges;
  std::size_t samples = 0;
};

// bytes: the file that graph was read from. Throws Error(BadInput) without samples or where a
// tensor takes values that are not finite, Error(Interrupted).
Calibration calibrate(std::span<const std::uint8_t> bytes, const graph::Graph& graph,
                      const std::string& where, const Samples& samples,
                      const ObserverOptions& options, const ProgressCallback& progress = {});

}  // namespace ambulo::quantization
