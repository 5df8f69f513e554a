// SPDX-License-Identifier: Apache-2.0
// Takes out DROPOUT, which does nothing after training.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

Graph drop_dropout(Graph graph);

}  // namespace ambulo::graph
