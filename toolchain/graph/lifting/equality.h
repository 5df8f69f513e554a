// SPDX-License-Identifier: Apache-2.0
// How far two graphs are from being the same function, on random inputs.
#pragma once

#include <cstddef>

#include "toolchain/graph/evaluate_work.h"
#include "toolchain/graph/graph.h"

namespace ambulo::graph {

// Largest difference of an output over `runs` inputs, states zeroed before each. Infinite where
// outputs differ in shape or hold something that is no number. Throws as Evaluator.
double largest_difference(const Model& model, const Graph& graph, std::size_t runs,
                          const Work& most = kMostWork);

}  // namespace ambulo::graph
