// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/drop_dropout.h"

#include <gtest/gtest.h>

#include "toolchain/graph/edit.h"
#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/random_models.h"

namespace ambulo::graph {
namespace {

TEST(DropDropout, takes_out_every_dropout_and_nothing_else) {
  const Graph before = from_trained_model(testing::random_compact(5));
  const Graph after = drop_dropout(before);
  EXPECT_EQ(testing::count_of_type(before, "DROPOUT"), 4u);
  EXPECT_EQ(testing::count_of_type(after, "DROPOUT"), 0u);
  EXPECT_EQ(after.operators.size(), before.operators.size() - 4);
  EXPECT_EQ(testing::largest_difference(before, after), 0.0);
}

TEST(DropDropout, takes_out_dropouts_in_a_row_up_to_the_output) {
  Graph graph;
  graph.inputs = {add_tensor(graph, "x", {1, 2})};
  const int between = add_tensor(graph, "between", {1, 2});
  graph.outputs = {add_tensor(graph, "y", {1, 2})};
  graph.operators = {{Dropout{}, graph.inputs, {between}}, {Dropout{}, {between}, graph.outputs}};
  const Graph after = drop_dropout(graph);
  EXPECT_TRUE(after.operators.empty());
  EXPECT_EQ(after.outputs, graph.inputs);
}

}  // namespace
}  // namespace ambulo::graph
