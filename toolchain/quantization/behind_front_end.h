// SPDX-License-Identifier: Apache-2.0
// A file with its front end inside (toolchain/graph/passes/front_end_inside.h) is quantised behind
// it: the front end comes off, samples go through it, the network is quantised as any other, and
// the front end, in float32, is put back. On 8 bits over raw rotation the sway of a standing body
// would be lost (benchmarks/results/raw_input.md).
#pragma once

#include <cstddef>
#include <optional>

#include "toolchain/graph/graph.h"
#include "toolchain/quantization/samples.h"
#include "toolchain/quantization/source.h"

namespace ambulo::quantization {

struct BehindFrontEnd {
  graph::Graph front_end;
  std::size_t front_end_bytes = 0;  // in a file, at most
  Source network;
  Parts parts;  // as the network takes them
};

// Absent for a network without front end.
std::optional<BehindFrontEnd> behind_front_end(const Source& source, const Parts& parts);

}  // namespace ambulo::quantization
