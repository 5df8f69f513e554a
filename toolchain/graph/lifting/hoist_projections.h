// SPDX-License-Identifier: Apache-2.0
// Dense layers with the same weights on several slices of one tensor, as the steps of an unrolled
// loop have them on their input, become one dense layer on all of them.
#pragma once

#include <string>
#include <vector>

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

// Adds one line for each layer to changes.
Graph hoist_projections(Graph graph, std::vector<std::string>& changes);

}  // namespace ambulo::graph
