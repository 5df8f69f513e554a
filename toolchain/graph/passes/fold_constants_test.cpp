// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/fold_constants.h"

#include <gtest/gtest.h>

#include "toolchain/graph/edit.h"
#include "toolchain/graph/testing/compare.h"

namespace ambulo::graph {
namespace {

TEST(FoldConstants, computes_a_chain_of_operators_on_constants) {
  Graph before;
  before.inputs = {add_tensor(before, "x", {1, 2})};
  const int one = add_constant(before, "one", {2}, std::vector<float>{1.0f, -2.0f});
  const int two = add_constant(before, "two", {2}, std::vector<float>{3.0f, 1.0f});
  const int sum = add_tensor(before, "sum", {2}), relu = add_tensor(before, "relu", {2});
  before.outputs = {add_tensor(before, "y", {1, 2})};
  before.operators = {
      {Elementwise{Elementwise::Kind::Add}, {one, two}, {sum}},
      {Unary{Unary::Kind::Relu}, {sum}, {relu}},
      {Elementwise{Elementwise::Kind::Mul}, {before.inputs[0], relu}, before.outputs},
  };
  const Graph after = fold_constants(before);
  ASSERT_EQ(after.operators.size(), 1u);
  const int factor = after.operators[0].inputs[1];
  EXPECT_EQ(float_values(after.tensors[static_cast<std::size_t>(factor)]),
            (std::vector<float>{4.0f, 0.0f}));
  EXPECT_EQ(testing::largest_difference(before, after), 0.0);
}

// x (1,6) -> (1,2,3) -> middle -> RELU -> y
Graph two_reshapes(const Shape& middle) {
  Graph graph;
  graph.inputs = {add_tensor(graph, "x", {1, 6})};
  const auto shape = [&](const Shape& to) {
    return add_constant(graph, "shape", {static_cast<std::int32_t>(to.size())}, to);
  };
  const int first = add_tensor(graph, "first", {1, 2, 3});
  const int second = add_tensor(graph, "second", middle);
  graph.outputs = {add_tensor(graph, "y", middle)};
  graph.operators = {
      {Reshape{}, {graph.inputs[0], shape({1, 2, 3})}, {first}},
      {Reshape{}, {first, shape(middle)}, {second}},
      {Unary{Unary::Kind::Relu}, {second}, graph.outputs},
  };
  return graph;
}

TEST(FoldConstants, reads_past_a_reshape_that_is_reshaped_again) {
  const Graph before = two_reshapes({1, 3, 2});
  const Graph after = fold_constants(before);
  ASSERT_EQ(after.operators.size(), 3u);  // the first one is dead, remove_unused takes it out
  EXPECT_EQ(after.operators[1].inputs[0], after.inputs[0]);
  EXPECT_EQ(testing::largest_difference(before, after), 0.0);
}

TEST(FoldConstants, takes_out_reshapes_that_return_to_the_first_shape) {
  const Graph before = two_reshapes({1, 6});
  const Graph after = fold_constants(before);
  EXPECT_EQ(after.operators.back().inputs[0], after.inputs[0]);
  EXPECT_EQ(testing::largest_difference(before, after), 0.0);
}

}  // namespace
}  // namespace ambulo::graph
