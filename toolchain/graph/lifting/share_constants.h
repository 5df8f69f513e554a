// SPDX-License-Identifier: Apache-2.0
// Constants with the same content become one.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

Graph share_constants(Graph graph);

}  // namespace ambulo::graph
