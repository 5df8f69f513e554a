// SPDX-License-Identifier: Apache-2.0
// Puts operators that were added at the end to where they can run.
#pragma once

#include <optional>

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

// Every operator behind those that it needs, else in the order that was. Nothing: a ring.
std::optional<Graph> in_running_order(Graph graph);

}  // namespace ambulo::graph
