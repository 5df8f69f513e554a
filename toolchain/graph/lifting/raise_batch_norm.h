// SPDX-License-Identifier: Apache-2.0
// Multiplications, divisions, sums and differences with a constant for each channel become batch
// norms, which the passes fold into the weights before or behind them.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

Graph raise_batch_norm(Graph graph);

}  // namespace ambulo::graph
