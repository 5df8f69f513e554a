// SPDX-License-Identifier: Apache-2.0
// A model as files hold it becomes a graph that a device can run: loops, lists of tensors and shape
// arithmetic go, single LSTM cells become the recurrent operator, and what only moves values or
// scales channels is folded.
#pragma once

#include <string>
#include <vector>

#include "toolchain/graph/evaluate_work.h"
#include "toolchain/graph/graph.h"

namespace ambulo::graph {

struct Lifted {
  Graph graph;
  std::vector<std::string> changes;  // one line each, in the order in which they were made
};

// Throws Error(Unsupported) naming the operator by position where a part cannot be lifted or
// running the model takes more than `most`.
Lifted lift(const Model& model, const Work& most = kMostWork);

}  // namespace ambulo::graph
