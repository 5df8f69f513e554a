// SPDX-License-Identifier: Apache-2.0
// What passes, summaries and evaluation take for granted of a graph, checked once for a graph that
// was read from a file: operands are there with the ranks that graph.h lists, strides are
// positive, operators stand in an order in which they can run, and no graph reaches itself.
#pragma once

#include <string>

#include "toolchain/graph/graph.h"

namespace ambulo::tflite {

// Throws Error(BadInput). Indices of tensors were checked before. Operators of type Unknown may
// have any operands.
void check_operands(const graph::Model& model, const std::string& where);

}  // namespace ambulo::tflite
