// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/lift.h"

#include <utility>

#include "toolchain/graph/lifting/raise_lstm.h"
#include "toolchain/graph/lifting/simplify_views.h"
#include "toolchain/graph/lifting/unroll.h"
#include "toolchain/graph/passes/optimize.h"

namespace ambulo::graph {

Lifted lift(const Model& model) {
  Lifted lifted;
  Graph graph = simplify_views(unroll(model));
  graph = raise_lstm(std::move(graph), lifted.changes);
  graph = optimize(std::move(graph));
  lifted.graph = std::move(graph);
  return lifted;
}

}  // namespace ambulo::graph
