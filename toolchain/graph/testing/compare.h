// SPDX-License-Identifier: Apache-2.0
// Are two graphs the same function? For tests of passes and of conversions.
#pragma once

#include <cstddef>
#include <cstdint>

#include "toolchain/graph/evaluate.h"
#include "toolchain/graph/graph.h"

namespace ambulo::graph::testing {

// Standard normal values in the shape of the graph's only input.
DoubleTensor random_input(const Graph& graph, std::uint64_t seed);

// Largest difference of the outputs over `runs` random inputs, states zeroed before each.
double largest_difference(const Graph& a, const Graph& b, std::size_t runs = 5);

std::size_t count_of_type(const Graph& graph, const char* type_name);

}  // namespace ambulo::graph::testing
