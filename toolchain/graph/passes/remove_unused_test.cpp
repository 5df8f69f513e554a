// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/remove_unused.h"

#include <gtest/gtest.h>

#include "toolchain/graph/edit.h"
#include "toolchain/graph/testing/compare.h"

namespace ambulo::graph {
namespace {

TEST(RemoveUnused, takes_out_operators_and_tensors_that_no_output_needs) {
  Graph before;
  add_constant(before, "nobody's", {3}, std::vector<float>{1, 2, 3});
  before.inputs = {add_tensor(before, "x", {1, 2})};
  const int dead = add_tensor(before, "dead", {1, 2}),
            deader = add_tensor(before, "deader", {1, 2});
  before.outputs = {add_tensor(before, "y", {1, 2})};
  before.operators = {
      {Unary{Unary::Kind::Tanh}, before.inputs, {dead}},
      {Unary{Unary::Kind::Relu}, before.inputs, before.outputs},
      {Unary{Unary::Kind::Relu}, {dead}, {deader}},
  };
  const Graph after = remove_unused(before);
  EXPECT_EQ(after.operators.size(), 1u);
  ASSERT_EQ(after.tensors.size(), 2u);
  EXPECT_EQ(after.tensors[0].name, "x");
  EXPECT_EQ(after.tensors[1].name, "y");
  EXPECT_EQ(testing::largest_difference(before, after), 0.0);
}

TEST(RemoveUnused, keeps_an_input_that_nothing_reads) {
  Graph before;
  before.inputs = {add_tensor(before, "x", {1})};
  before.outputs = {add_constant(before, "y", {1}, std::vector<float>{1})};
  const Graph after = remove_unused(before);
  EXPECT_EQ(after.inputs, std::vector<int>{0});
  EXPECT_EQ(after.tensors.size(), 2u);
}

}  // namespace
}  // namespace ambulo::graph
