// SPDX-License-Identifier: Apache-2.0
// A plan from choices for the layers alone, the operators with weights: what stands between them
// follows those before it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "toolchain/graph/graph.h"
#include "toolchain/quantization/integer.h"

namespace ambulo::quantization {

// Indices of the operators that have weights in float32.
std::vector<std::size_t> layers_of(const graph::Graph& graph);

// What a layer may be: float32, int16, int8, codebook, int4, as far as there are such forms.
std::vector<Precision> candidates(const graph::Graph& graph, std::size_t layer);

// choices: one for each of layers_of().
Plan plan_of(const graph::Graph& graph, std::span<const Precision> choices);

}  // namespace ambulo::quantization
