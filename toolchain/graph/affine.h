// SPDX-License-Identifier: Apache-2.0
// A batch norm as what it is after training: y = scale x + offset per channel (last axis), and
// the weights of a linear operator with such a map before or behind it.
#pragma once

#include <cstddef>
#include <vector>

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

struct Affine {
  std::vector<double> scale, offset;  // one per channel
};

// REQUIRES op to be a BatchNorm. scale = gamma / sqrt(variance + epsilon),
// offset = beta - mean scale. Throws Error(BadInput) when a result is not finite.
Affine affine_of(const Graph& graph, const Operator& op);

// The same map on values that hold the channels `times` times one behind the other.
Affine repeated(const Affine& affine, std::size_t times);

// Rounds to float32.
std::vector<float> to_float(const std::vector<double>& values);

// Each gives op new weights (the old tensors stay, they may have other users) and returns whether
// op is linear and can take the map.
bool fold_behind(Graph& graph, std::size_t op, const Affine& affine);  // affine(op(x))
bool fold_before(Graph& graph, std::size_t op, const Affine& affine);  // op(affine(x))

}  // namespace ambulo::graph
