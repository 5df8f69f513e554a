// SPDX-License-Identifier: Apache-2.0
// The passes of lifting one by one, on graphs of a few operators.
#include <gtest/gtest.h>

#include <utility>

#include "toolchain/graph/edit.h"
#include "toolchain/graph/lifting/dilated_convolution.h"
#include "toolchain/graph/lifting/lay_along_width.h"
#include "toolchain/graph/lifting/merge_slices.h"
#include "toolchain/graph/lifting/raise_batch_norm.h"
#include "toolchain/graph/lifting/running_order.h"
#include "toolchain/graph/lifting/share_constants.h"
#include "toolchain/graph/lifting/simplify_views.h"
#include "toolchain/graph/lifting/views.h"
#include "toolchain/graph/passes/optimize.h"
#include "toolchain/graph/passes/remove_unused.h"
#include "toolchain/graph/testing/compare.h"

namespace ambulo::graph {
namespace {

using testing::count_of_type;
using testing::largest_difference;

int ints(Graph& graph, const std::vector<std::int32_t>& values) {
  return add_constant(graph, "", {static_cast<std::int32_t>(values.size())}, values);
}

int add(Graph& graph, const Attributes& attributes, std::vector<int> inputs, Shape shape) {
  const int output = add_tensor(graph, "", std::move(shape));
  graph.operators.push_back({attributes, std::move(inputs), {output}});
  return output;
}

int slice(Graph& graph, int from, const Shape& begin, const Shape& end, const Shape& shape,
          int shrink = 0) {
  StridedSlice attributes;
  attributes.shrink_axis_mask = shrink;
  return add(graph, attributes,
             {from, ints(graph, begin), ints(graph, end), ints(graph, Shape(begin.size(), 1))},
             shape);
}

int relu(Graph& graph, int from) {
  return add(graph, Unary{}, {from}, graph.tensors[static_cast<std::size_t>(from)].shape);
}

// x (1,3,2), its three rows cut out and packed again in this order.
Graph packed_rows(const std::vector<std::int32_t>& order) {
  Graph graph;
  graph.inputs = {add_tensor(graph, "x", {1, 3, 2})};
  const int x = relu(graph, graph.inputs[0]);
  std::vector<int> rows;
  for (const std::int32_t row : order) {
    rows.push_back(slice(graph, x, {0, row, 0}, {1, row + 1, 2}, {1, 2}, 2));
  }
  graph.outputs = {relu(graph, add(graph, Pack{1}, rows, {1, 3, 2}))};
  return graph;
}

TEST(Views, see_through_slices_and_concatenations) {
  const Graph graph = packed_rows({0, 2, 1});
  const Views views(graph);
  const int packed = graph.operators.back().inputs[0], x = graph.operators[0].outputs[0];
  EXPECT_EQ(views.of(packed), (View{{x, 0, 2}, {x, 4, 2}, {x, 2, 2}}));
  EXPECT_EQ(views.same_as(packed), kNone);
  EXPECT_TRUE(views.only_moves(1));
  EXPECT_FALSE(views.only_moves(0));
}

TEST(SimplifyViews, leaves_nothing_of_a_sequence_that_is_cut_and_packed_again) {
  const Graph before = packed_rows({0, 1, 2});
  const Graph after = simplify_views(before);
  EXPECT_EQ(after.operators.size(), 2u);
  EXPECT_EQ(largest_difference(before, after), 0.0);
}

TEST(SimplifyViews, reverses_a_sequence_that_is_packed_backwards) {
  const Graph before = packed_rows({2, 1, 0});
  const Graph after = simplify_views(before);
  EXPECT_EQ(count_of_type(after, "REVERSE_V2"), 1u);
  EXPECT_EQ(count_of_type(after, "STRIDED_SLICE"), 0u);
  EXPECT_EQ(largest_difference(before, after), 0.0);
}

TEST(SimplifyViews, keeps_any_other_order_right) {
  const Graph before = packed_rows({1, 0, 2});
  EXPECT_EQ(largest_difference(before, simplify_views(before)), 0.0);
}

TEST(SimplifyViews, keeps_transpositions_that_move_values) {
  Graph before;
  before.inputs = {add_tensor(before, "x", {1, 3, 2})};
  const int turned = add(before, Plain{Plain::Kind::Transpose},
                         {before.inputs[0], ints(before, {0, 2, 1})}, {1, 2, 3});
  const int renamed =
      add(before, Plain{Plain::Kind::Transpose}, {turned, ints(before, {1, 0, 2})}, {2, 1, 3});
  before.outputs = {relu(before, renamed)};
  const Graph after = simplify_views(before);
  EXPECT_EQ(count_of_type(after, "TRANSPOSE"), 1u);
  EXPECT_EQ(largest_difference(before, after), 0.0);
}

TEST(MergeSlices, makes_one_split_of_equal_parts) {
  Graph before;
  before.inputs = {add_tensor(before, "x", {1, 6})};
  const int a = slice(before, before.inputs[0], {0, 0}, {1, 2}, {1, 2});
  const int c = slice(before, before.inputs[0], {0, 4}, {1, 6}, {1, 2});
  before.outputs = {add(before, Elementwise{Elementwise::Kind::Sub}, {a, c}, {1, 2})};
  const Graph after = merge_slices(before);
  ASSERT_EQ(after.operators.size(), 2u);
  EXPECT_EQ(type_name(after.operators[0]), "SPLIT");
  EXPECT_EQ(after.operators[0].outputs.size(), 3u);  // the middle part too
  EXPECT_EQ(largest_difference(before, after), 0.0);
}

TEST(MergeSlices, makes_one_unpack_of_rows_and_leaves_unequal_parts) {
  Graph rows;
  rows.inputs = {add_tensor(rows, "x", {1, 2, 3})};
  const int first = slice(rows, rows.inputs[0], {0, 0, 0}, {1, 1, 3}, {1, 3}, 2);
  const int second = slice(rows, rows.inputs[0], {0, 1, 0}, {1, 2, 3}, {1, 3}, 2);
  rows.outputs = {add(rows, Elementwise{Elementwise::Kind::Div}, {first, second}, {1, 3})};
  const Graph merged = merge_slices(rows);
  EXPECT_EQ(type_name(merged.operators[0]), "UNPACK");
  EXPECT_EQ(largest_difference(rows, merged), 0.0);

  Graph overlapping;
  overlapping.inputs = {add_tensor(overlapping, "x", {1, 3})};
  const int left = slice(overlapping, overlapping.inputs[0], {0, 0}, {1, 2}, {1, 2});
  const int right = slice(overlapping, overlapping.inputs[0], {0, 1}, {1, 3}, {1, 2});
  overlapping.outputs = {add(overlapping, Elementwise{}, {left, right}, {1, 2})};
  EXPECT_EQ(merge_slices(overlapping).operators.size(), 3u);
}

TEST(ShareConstants, keeps_one_of_each_content) {
  Graph graph;
  graph.inputs = {add_tensor(graph, "x", {1, 2})};
  const auto constant = [&](float value) {
    return add_constant(graph, "", {2}, std::vector<float>{value, 1.0f});
  };
  int y = graph.inputs[0];
  for (const float value : {1.0f, 2.0f, 1.0f}) {
    y = add(graph, Elementwise{}, {y, constant(value)}, {1, 2});
  }
  graph.outputs = {y};
  const Graph after = remove_unused(share_constants(graph));
  EXPECT_EQ(after.tensors.size(), graph.tensors.size() - 1);
  EXPECT_EQ(after.operators[0].inputs[1], after.operators[2].inputs[1]);
  EXPECT_EQ(largest_difference(graph, after), 0.0);
}

TEST(RunningOrder, moves_operators_behind_what_they_need_and_finds_rings) {
  Graph graph;
  graph.inputs = {add_tensor(graph, "x", {1})};
  const int y = relu(graph, graph.inputs[0]);
  graph.outputs = {relu(graph, y)};
  const Graph right = graph;
  std::swap(graph.operators[0], graph.operators[1]);
  const auto ordered = in_running_order(graph);
  ASSERT_TRUE(ordered);
  EXPECT_EQ(ordered->operators[0].outputs, right.operators[0].outputs);
  graph.operators[1].inputs = graph.outputs;
  EXPECT_FALSE(in_running_order(graph));
}

TEST(RaiseBatchNorm, lets_scales_and_offsets_fold_into_a_dense_layer) {
  Graph before;
  before.inputs = {add_tensor(before, "x", {1, 2})};
  const auto floats = [&](Shape shape, const std::vector<float>& values) {
    return add_constant(before, "", std::move(shape), values);
  };
  int y =
      add(before, FullyConnected{},
          {before.inputs[0], floats({3, 2}, {1, 2, 3, 4, 5, 6}), floats({3}, {1, 0, -1})}, {1, 3});
  y = add(before, Elementwise{Elementwise::Kind::Mul}, {y, floats({3}, {2, -1, 0.5f})}, {1, 3});
  y = add(before, Elementwise{Elementwise::Kind::Sub}, {y, floats({1, 3}, {1, 2, 3})}, {1, 3});
  y = add(before, Elementwise{Elementwise::Kind::Div}, {y, floats({}, {4})}, {1, 3});
  before.outputs = {relu(before, y)};
  const Graph after = optimize(raise_batch_norm(before));
  EXPECT_EQ(after.operators.size(), 1u);
  EXPECT_LT(largest_difference(before, after), 1e-6);
}

TEST(RaiseBatchNorm, gives_back_what_has_no_layer_to_fold_into) {
  Graph before;
  before.inputs = {add_tensor(before, "x", {1, 2})};
  const int two = add_constant(before, "", {2}, std::vector<float>{2, 3});
  before.outputs = {relu(
      before, add(before, Elementwise{Elementwise::Kind::Mul}, {two, before.inputs[0]}, {1, 2}))};
  const Graph after = optimize(raise_batch_norm(before));
  ASSERT_EQ(after.operators.size(), 1u);  // the ReLU is fused
  EXPECT_EQ(type_name(after.operators[0]), "MUL");
  EXPECT_EQ(largest_difference(before, after), 0.0);
}

TEST(LayAlongWidth, needs_no_reshape_between_convolutions_and_pools) {
  Graph before;
  before.inputs = {add_tensor(before, "x", {1, 1, 8, 2})};
  const int filter = add_constant(before, "", {3, 1, 3, 2}, std::vector<float>(18, 0.5f));
  const int high = add_constant(before, "", {2, 2, 1, 3}, std::vector<float>(12, 0.25f));
  Conv2d strided;
  strided.stride_h = 2;
  int y = add(before, Conv2d{}, {before.inputs[0], filter}, {1, 1, 6, 3});
  y = add(before, Reshape{}, {y, ints(before, {1, 6, 1, 3})}, {1, 6, 1, 3});
  y = add(before, Pool2d{true, Padding::Same, 1, 1, 3, 1}, {y}, {1, 6, 1, 3});
  y = add(before, strided, {y, high}, {1, 3, 1, 2});
  before.outputs = {add(before, Reshape{}, {y, ints(before, {1, 1, 3, 2})}, {1, 1, 3, 2})};
  const Graph after = simplify_views(lay_along_width(before));
  EXPECT_EQ(count_of_type(after, "RESHAPE"), 0u);
  EXPECT_EQ(after.operators.size(), 3u);
  EXPECT_LT(largest_difference(before, after), 1e-12);
}

// Time 7, block 2, filter 3: SPACE_TO_BATCH_ND over (1,7,2), CONV_2D, BATCH_TO_SPACE_ND.
Graph dilated(Shape paddings, Shape crops, std::int32_t out) {
  Graph graph;
  graph.inputs = {add_tensor(graph, "x", {1, 7, 2})};
  const int block = ints(graph, {2});
  const auto pairs = [&](const Shape& values) { return add_constant(graph, "", {1, 2}, values); };
  const std::int32_t half = (7 + paddings[0] + paddings[1]) / 2;
  int y = add(graph, Plain{Plain::Kind::SpaceToBatchNd}, {graph.inputs[0], block, pairs(paddings)},
              {2, half, 2});
  y = add(graph, Reshape{}, {y, ints(graph, {2, 1, half, 2})}, {2, 1, half, 2});
  const int filter = add_constant(graph, "", {1, 1, 3, 2}, std::vector<float>{1, 2, 3, 4, 5, 6});
  y = add(graph, Conv2d{}, {y, filter}, {2, 1, half - 2, 1});
  y = add(graph, Reshape{}, {y, ints(graph, {2, half - 2, 1})}, {2, half - 2, 1});
  graph.outputs = {
      add(graph, Plain{Plain::Kind::BatchToSpaceNd}, {y, block, pairs(crops)}, {1, out, 1})};
  return graph;
}

TEST(DilatedConvolution, is_one_operator_with_valid_same_or_causal_padding) {
  struct Case {
    Graph graph;
    Padding padding;
    std::size_t pads;
  };
  const Case cases[] = {
      {dilated({0, 1}, {0, 1}, 3), Padding::Valid, 0},
      {dilated({2, 3}, {0, 1}, 7), Padding::Same, 0},
      {dilated({4, 1}, {0, 1}, 7), Padding::Valid, 1},  // causal
  };
  for (const Case& c : cases) {
    std::vector<std::string> changes;
    const Graph after = raise_dilated_convolutions(c.graph, changes);
    EXPECT_EQ(count_of_type(after, "SPACE_TO_BATCH_ND"), 0u);
    EXPECT_EQ(count_of_type(after, "BATCH_TO_SPACE_ND"), 0u);
    EXPECT_EQ(count_of_type(after, "PAD"), c.pads);
    for (const Operator& op : after.operators) {
      if (const auto* conv = std::get_if<Conv2d>(&op.attributes)) {
        EXPECT_EQ(conv->padding, c.padding);
        EXPECT_EQ(conv->dilation_w, 2);
      }
    }
    EXPECT_LT(largest_difference(c.graph, after), 1e-12);
    EXPECT_EQ(changes.size(), 1u);
  }
}

}  // namespace
}  // namespace ambulo::graph
