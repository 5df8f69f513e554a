// SPDX-License-Identifier: Apache-2.0
// Slices that cut a tensor into equal parts along one axis become one SPLIT, or one UNPACK where
// they drop the axis: one operator without constants for many with three each.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

// At least half of the parts must be in use.
Graph merge_slices(Graph graph);

}  // namespace ambulo::graph
