// SPDX-License-Identifier: Apache-2.0
// Takes BATCH_NORM into the weights of a linear operator: of the one in front of it when they are
// neighbours, else of all those that follow behind operators which let a scale and an offset per
// channel through (dropout, reshape, pools, concatenation, slices, means). Where neither is
// possible the batch norm stays, for lower_batch_norm.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

Graph fold_batch_norm(Graph graph);

}  // namespace ambulo::graph
