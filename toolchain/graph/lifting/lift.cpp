// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/lift.h"

#include <utility>

#include "toolchain/graph/lifting/dilated_convolution.h"
#include "toolchain/graph/lifting/hoist_projections.h"
#include "toolchain/graph/lifting/lay_along_width.h"
#include "toolchain/graph/lifting/merge_slices.h"
#include "toolchain/graph/lifting/raise_batch_norm.h"
#include "toolchain/graph/lifting/raise_lstm.h"
#include "toolchain/graph/lifting/share_constants.h"
#include "toolchain/graph/lifting/simplify_views.h"
#include "toolchain/graph/lifting/unroll.h"
#include "toolchain/graph/passes/optimize.h"
#include "toolchain/graph/passes/remove_unused.h"

namespace ambulo::graph {

namespace {

// Only inputs and outputs are asked for by name.
Graph without_inner_names(Graph graph) {
  std::vector<bool> outer(graph.tensors.size(), false);
  for (const auto* tensors : {&graph.inputs, &graph.outputs}) {
    for (const int tensor : *tensors) outer[static_cast<std::size_t>(tensor)] = true;
  }
  for (std::size_t i = 0; i < outer.size(); ++i) {
    if (!outer[i]) graph.tensors[i].name.clear();
  }
  return graph;
}

}  // namespace

Lifted lift(const Model& model, const Work& most) {
  Lifted lifted;
  Graph graph = share_constants(unroll(model, lifted.changes, most));
  graph = simplify_views(std::move(graph));
  graph = raise_lstm(std::move(graph), lifted.changes);
  graph = hoist_projections(std::move(graph), lifted.changes);
  graph = raise_dilated_convolutions(std::move(graph), lifted.changes);
  graph = simplify_views(lay_along_width(std::move(graph)));
  graph = optimize(raise_batch_norm(std::move(graph)));
  graph = merge_slices(share_constants(std::move(graph)));
  lifted.graph = without_inner_names(remove_unused(std::move(graph)));
  return lifted;
}

}  // namespace ambulo::graph
