// SPDX-License-Identifier: Apache-2.0
// Scheme weights: int8 weights, float32 activations, which kernels quantise on the fly, one range
// for each run. TFLite calls it dynamic range or hybrid. No calibration.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::quantization {

// Convolutions and dense layers get a scale for each output, LSTM one for each matrix (its hybrid
// kernel takes no more). Throws Error(Unsupported) when no operator has weights to quantise.
graph::Graph with_int8_weights(graph::Graph graph);

// The same for one operator; false: it has no hybrid form, or no constant weights.
bool make_hybrid(graph::Graph& graph, graph::Operator& op);

}  // namespace ambulo::quantization
