// SPDX-License-Identifier: Apache-2.0
// Small cases with results worked out by hand; from_trained_model_test.cpp checks whole networks.
#include "toolchain/graph/evaluate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"

namespace ambulo::graph {
namespace {

DoubleTensor run(const Attributes& attributes, std::vector<DoubleTensor> operands) {
  std::vector<DoubleTensor*> pointers;
  for (DoubleTensor& operand : operands) pointers.push_back(&operand);
  WorkBudget budget;
  return evaluate_operator({attributes, {}, {}}, pointers, budget).at(0);
}

const DoubleTensor kTwoByThree{{2, 3}, {1, 2, 3, 4, 5, 6}};

TEST(Evaluate, convolution_pads_with_zeros_under_same) {
  Conv2d conv;
  conv.padding = Padding::Same;
  const auto result =
      run(conv, {{{1, 1, 3, 1}, {1, 2, 3}}, {{1, 1, 3, 1}, {1, 10, 100}}, {{1}, {0.5}}});
  EXPECT_EQ(result.shape, (Shape{1, 1, 3, 1}));
  EXPECT_EQ(result.values, (std::vector<double>{210.5, 321.5, 32.5}));
}

TEST(Evaluate, convolution_takes_strides_and_dilation) {
  Conv2d conv;
  conv.stride_w = 2;
  conv.dilation_w = 2;
  conv.activation = Activation::Relu;
  const auto result = run(conv, {{{1, 1, 6, 1}, {1, 2, 3, 4, 5, 6}}, {{1, 1, 2, 1}, {-4, 1}}});
  EXPECT_EQ(result.values, (std::vector<double>{0, 0}));  // 3 - 4, 5 - 12
}

TEST(Evaluate, pools_leave_padding_out_of_the_mean) {
  Pool2d pool;
  pool.max = false;
  pool.padding = Padding::Same;
  pool.filter_w = pool.stride_w = 2;
  const auto result = run(pool, {{{1, 1, 3, 1}, {1, 3, 5}}});
  EXPECT_EQ(result.values, (std::vector<double>{2, 5}));
}

TEST(Evaluate, strided_slice_takes_negative_indices_masks_and_shrinks_axes) {
  StridedSlice slice;
  slice.begin_mask = slice.end_mask = 1;
  slice.shrink_axis_mask = 2;
  const auto last = run(slice, {kTwoByThree, {{2}, {0, -1}}, {{2}, {0, 0}}, {{2}, {1, 1}}});
  EXPECT_EQ(last.shape, (Shape{2}));
  EXPECT_EQ(last.values, (std::vector<double>{3, 6}));
  StridedSlice back;
  back.begin_mask = back.end_mask = 2;
  const auto reversed = run(back, {kTwoByThree, {{2}, {0, 0}}, {{2}, {1, 0}}, {{2}, {1, -1}}});
  EXPECT_EQ(reversed.values, (std::vector<double>{3, 2, 1}));
}

TEST(Evaluate, mean_reduces_the_named_axes) {
  EXPECT_EQ(run(Reduce{}, {kTwoByThree, {{1}, {0}}}).values, (std::vector<double>{2.5, 3.5, 4.5}));
  const auto kept = run(Reduce{Reduce::Kind::Mean, true}, {kTwoByThree, {{1}, {-1}}});
  EXPECT_EQ(kept.shape, (Shape{2, 1}));
  EXPECT_EQ(kept.values, (std::vector<double>{2, 5}));
}

TEST(Evaluate, elementwise_operators_broadcast_both_ways) {
  const auto result =
      run(Elementwise{Elementwise::Kind::Sub}, {{{3}, {1, 2, 3}}, {{2, 1}, {10, 20}}});
  EXPECT_EQ(result.shape, (Shape{2, 3}));
  EXPECT_EQ(result.values, (std::vector<double>{-9, -8, -7, -19, -18, -17}));
}

TEST(Evaluate, concatenation_joins_along_an_inner_axis) {
  const auto result = run(Concatenation{1}, {kTwoByThree, {{2, 1}, {7, 8}}});
  EXPECT_EQ(result.shape, (Shape{2, 4}));
  EXPECT_EQ(result.values, (std::vector<double>{1, 2, 3, 7, 4, 5, 6, 8}));
}

TEST(Evaluate, softmax_scales_by_beta_and_stays_finite) {
  const auto result = run(Softmax{2.0f}, {{{1, 2}, {1000.0, 1000.0 - std::log(3.0) / 2}}});
  EXPECT_NEAR(result.values[0], 0.75, 1e-12);
}

TEST(Evaluate, reshape_infers_the_free_size) {
  EXPECT_EQ(run(Reshape{}, {kTwoByThree, {{2}, {-1, 2}}}).shape, (Shape{3, 2}));
}

TEST(Evaluate, states_stay_from_run_to_run_until_reset) {
  Graph graph;
  graph.inputs = {add_tensor(graph, "x", {1, 1, 1})};
  std::vector<int> operands(24, kNone);
  operands[0] = graph.inputs[0];
  for (std::size_t i = 1; i <= 8; ++i) {
    operands[i] = add_constant(graph, "w", {1, 1}, std::vector<float>{1.0f});
  }
  for (std::size_t i = 12; i <= 15; ++i) {
    operands[i] = add_constant(graph, "b", {1}, std::vector<float>{0.0f});
  }
  for (const std::size_t i : {18u, 19u}) {
    operands[i] = add_tensor(graph, "state", {1, 1});
    graph.tensors.back().is_variable = true;
  }
  graph.outputs = {add_tensor(graph, "y", {1, 1, 1})};
  graph.operators.push_back({UnidirectionalSequenceLstm{}, operands, graph.outputs});

  Evaluator evaluator(graph);
  const DoubleTensor one{{1, 1, 1}, {1.0}};
  const double sigmoid = 1.0 / (1.0 + std::exp(-1.0));
  const double first = evaluator.run({one})[0].values[0];
  EXPECT_NEAR(first, sigmoid * std::tanh(sigmoid * std::tanh(1.0)), 1e-12);
  EXPECT_GT(evaluator.run({one})[0].values[0], first + 0.1);
  evaluator.reset_variables();
  EXPECT_EQ(evaluator.run({one})[0].values[0], first);
}

TEST(Evaluate, refuses_unknown_operators_and_operands_that_do_not_fit) {
  EXPECT_THROW(run(Unknown{"WHILE"}, {kTwoByThree}), Error);
  EXPECT_THROW(run(FullyConnected{}, {kTwoByThree, {{1, 4}, {1, 1, 1, 1}}}), Error);
  EXPECT_THROW(run(Elementwise{}, {kTwoByThree, {{2}, {1, 1}}}), Error);
  const DoubleTensor weights{{1, 3}, {1, 1, 1}};
  EXPECT_THROW(run(FullyConnected{}, {kTwoByThree, weights, {{2}, {1, 1}}}), Error);  // bias
  EXPECT_THROW(run(Unary{}, {{{2, 3}, {}}}), Error);                                  // no content
}

}  // namespace
}  // namespace ambulo::graph
