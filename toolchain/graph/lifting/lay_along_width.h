// SPDX-License-Identifier: Apache-2.0
// Versions of Keras lay time along the width of an image here and along its height there, with
// RESHAPEs between. Whatever runs over the height of an image of width 1 is turned to its width.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

Graph lay_along_width(Graph graph);

}  // namespace ambulo::graph
