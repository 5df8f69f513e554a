// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/optimize.h"

#include <utility>

#include "toolchain/graph/passes/drop_dropout.h"
#include "toolchain/graph/passes/fold_batch_norm.h"
#include "toolchain/graph/passes/fold_constants.h"
#include "toolchain/graph/passes/fuse_activation.h"
#include "toolchain/graph/passes/lower_batch_norm.h"
#include "toolchain/graph/passes/remove_unused.h"

namespace ambulo::graph {

Graph optimize(Graph graph) {
  graph = drop_dropout(std::move(graph));  // first: it may stand between neighbours
  graph = fold_batch_norm(std::move(graph));
  graph = lower_batch_norm(std::move(graph));
  graph = fuse_activation(std::move(graph));  // behind batch norms that stood before a ReLU
  graph = fold_constants(std::move(graph));
  return remove_unused(std::move(graph));
}

}  // namespace ambulo::graph
