// SPDX-License-Identifier: Apache-2.0
// Constants from numbers, and the numbers of constants that are stored smaller than they are used.
#pragma once

#include <optional>

#include "toolchain/graph/evaluate.h"

namespace ambulo::graph {

// Throws Error(Unsupported) for types that are no numbers.
Tensor to_constant(const DoubleTensor& value, const Tensor& declared);

// The numbers of a constant, or of one that is only unpacked (DEQUANTIZE) before it is used.
std::optional<DoubleTensor> constant_value(const Graph& graph, int tensor);

}  // namespace ambulo::graph
