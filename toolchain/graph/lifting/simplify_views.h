// SPDX-License-Identifier: Apache-2.0
// Writes the operators that only move values anew, as few as their views need: one RESHAPE for a
// chain, nothing for slices of a concatenation that are its operands, nothing for a sequence that
// is cut and packed again, one REVERSE_V2 where it is packed backwards.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

Graph simplify_views(Graph graph);

}  // namespace ambulo::graph
