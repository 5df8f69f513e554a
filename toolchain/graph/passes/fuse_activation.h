// SPDX-License-Identifier: Apache-2.0
// Takes RELU and RELU6 into the operator in front of them: the fused activation of a .tflite
// operator costs nothing, an operator of its own one pass over the data.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

Graph fuse_activation(Graph graph);

}  // namespace ambulo::graph
