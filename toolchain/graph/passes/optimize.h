// SPDX-License-Identifier: Apache-2.0
// The passes that every exported model goes through, in their order. The result holds only
// operators that a .tflite file knows and computes the same function.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

Graph optimize(Graph graph);

}  // namespace ambulo::graph
