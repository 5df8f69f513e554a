// SPDX-License-Identifier: Apache-2.0
// Scheme float16: weights are stored in half the bytes, and a DEQUANTIZE before the network makes
// float32 of them. LiteRT and our runtime run it once, when they prepare: the file halves, while
// the memory of a running model grows by the float32 weights.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::quantization {

// Constants that are too small to save more than their DEQUANTIZE costs stay float32.
graph::Graph with_float16_weights(graph::Graph graph);

}  // namespace ambulo::quantization
