// SPDX-License-Identifier: Apache-2.0
// Computes now what does not depend on the input: operators on constants alone (in double
// precision, rounded once), RESHAPE of RESHAPE, RESHAPE to the same shape.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

Graph fold_constants(Graph graph);

}  // namespace ambulo::graph
