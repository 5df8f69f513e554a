// SPDX-License-Identifier: Apache-2.0
// Two graphs in a row as one, and one graph cut in two at a tensor.
#pragma once

#include <optional>
#include <string_view>

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

// second(first(x)), under the name and the signatures of second. REQUIRES one output of first and
// one input of second, of the same type and shape. The tensor between keeps its name in first.
Graph join(Graph first, const Graph& second);

struct Halves {
  Graph first, second;
};

// join(first, second) is the graph. Absent where no operator computes a tensor of that name or
// where something behind it also reads what lies before it. REQUIRES one input.
std::optional<Halves> cut_at(const Graph& graph, std::string_view tensor);

}  // namespace ambulo::graph
