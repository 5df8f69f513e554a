// SPDX-License-Identifier: Apache-2.0
// CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED in integers.
#pragma once

#include "toolchain/graph/graph.h"
#include "toolchain/quantization/numbers.h"

namespace ambulo::quantization {

// Weights and bias of an operator whose input is stored in int8 or int16 already; weights from
// -largest to largest. REQUIRES has_form().
void make_integer_weights(graph::Graph& graph, graph::Operator& op, int largest = kLargestInt8);

}  // namespace ambulo::quantization
