// SPDX-License-Identifier: Apache-2.0
// Random values that an input may hold.
#pragma once

#include <cstdint>

#include "toolchain/graph/evaluate.h"

namespace ambulo::graph {

// Standard normal for real numbers; any value of the grid for quantized ones; 0 or 1 for others.
DoubleTensor probe(const Tensor& input, std::uint64_t seed);

}  // namespace ambulo::graph
