// SPDX-License-Identifier: Apache-2.0
// SPACE_TO_BATCH_ND, a convolution, BATCH_TO_SPACE_ND become one convolution with dilation: block b
// lays every b-th row side by side in the batch, so that a filter over neighbours there is a filter
// over rows b apart here. What the paddings add and the crops do not take away becomes PAD, or
// SAME.
#pragma once

#include <string>
#include <vector>

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

// Adds one line for each convolution to changes.
Graph raise_dilated_convolutions(Graph graph, std::vector<std::string>& changes);

}  // namespace ambulo::graph
