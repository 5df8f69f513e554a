// SPDX-License-Identifier: Apache-2.0
// Runs a model once on a probe and writes down the operators that depend on the input: loops become
// the row of their steps, calls the graph they call, TensorFlow's tensor lists the tensors in them;
// all that does not depend on the input (counters, SHAPE, FILL, RANGE, initial states) becomes
// constants. The result is one straight graph of fixed shapes.
#pragma once

#include <string>
#include <vector>

#include "toolchain/graph/evaluate_work.h"
#include "toolchain/graph/graph.h"

namespace ambulo::graph {

// A free size of the input becomes the size that the file writes beside it, 1 for the batch.
// Adds one line for each loop and free size to changes. EXPAND_DIMS and SQUEEZE become RESHAPE;
// SLICE, and GATHER of one known row, STRIDED_SLICE. Throws Error(Unsupported) naming the operator
// by position where the number of steps depends on the input, a variable is written while running,
// an operator is not known, or running it takes more than `most`.
Graph unroll(const Model& model, std::vector<std::string>& changes, const Work& most = kMostWork);

}  // namespace ambulo::graph
