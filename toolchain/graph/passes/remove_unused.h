// SPDX-License-Identifier: Apache-2.0
// Takes out operators and tensors that no output depends on, and numbers the tensors anew in the
// order of their use.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

Graph remove_unused(Graph graph);

}  // namespace ambulo::graph
