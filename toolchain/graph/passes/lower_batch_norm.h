// SPDX-License-Identifier: Apache-2.0
// Writes what is left of BATCH_NORM as MUL and ADD.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

Graph lower_batch_norm(Graph graph);

}  // namespace ambulo::graph
