// SPDX-License-Identifier: Apache-2.0
// Operators that move values, with results worked out by hand.
#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate.h"

namespace ambulo::graph {
namespace {

using Kind = Plain::Kind;
using Values = std::vector<double>;

std::vector<DoubleTensor> run(const Attributes& attributes, std::vector<DoubleTensor> operands,
                              std::size_t outputs = 1) {
  std::vector<DoubleTensor*> pointers;
  for (DoubleTensor& operand : operands) pointers.push_back(&operand);
  WorkBudget budget;
  return evaluate_operator({attributes, {}, std::vector<int>(outputs)}, pointers, budget);
}

DoubleTensor plain(Kind kind, std::vector<DoubleTensor> operands) {
  return run(Plain{kind}, std::move(operands)).at(0);
}

const DoubleTensor kTwoByThree{{2, 3}, {1, 2, 3, 4, 5, 6}};

TEST(EvaluatePlain, transposes_pads_and_reverses) {
  const auto turned = plain(Kind::Transpose, {kTwoByThree, {{2}, {1, 0}}});
  EXPECT_EQ(turned.shape, (Shape{3, 2}));
  EXPECT_EQ(turned.values, (Values{1, 4, 2, 5, 3, 6}));
  EXPECT_THROW(plain(Kind::Transpose, {kTwoByThree, {{2}, {0, 0}}}), Error);
  EXPECT_EQ(plain(Kind::Padv2, {{{2}, {1, 2}}, {{1, 2}, {1, 2}}, {{}, {9}}}).values,
            (Values{9, 1, 2, 9, 9}));
  EXPECT_EQ(plain(Kind::ReverseV2, {kTwoByThree, {{1}, {1}}}).values, (Values{3, 2, 1, 6, 5, 4}));
}

TEST(EvaluatePlain, cuts_updates_and_repeats) {
  EXPECT_EQ(plain(Kind::Slice, {kTwoByThree, {{2}, {0, 1}}, {{2}, {-1, 2}}}).values,
            (Values{2, 3, 5, 6}));
  EXPECT_THROW(plain(Kind::Slice, {kTwoByThree, {{2}, {0, 2}}, {{2}, {1, 2}}}), Error);
  // The start is moved back into the tensor.
  EXPECT_EQ(plain(Kind::DynamicUpdateSlice, {kTwoByThree, {{1, 2}, {8, 9}}, {{2}, {1, 7}}}).values,
            (Values{1, 2, 3, 4, 8, 9}));
  EXPECT_EQ(plain(Kind::Tile, {{{2}, {1, 2}}, {{1}, {2}}}).values, (Values{1, 2, 1, 2}));
  EXPECT_EQ(plain(Kind::Range, {{{}, {1}}, {{}, {6}}, {{}, {2}}}).values, (Values{1, 3, 5}));
  EXPECT_THROW(plain(Kind::Fill, {{{2}, {1e6, 1e6}}, {{}, {0}}}), Error);
}

TEST(EvaluatePlain, splits_into_equal_and_unequal_parts) {
  const auto parts = run(Plain{Kind::Split}, {{{}, {1}}, kTwoByThree}, 3);
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[1].values, (Values{2, 5}));
  const auto uneven = run(Plain{Kind::SplitV}, {kTwoByThree, {{2}, {1, 2}}, {{}, {1}}}, 2);
  EXPECT_EQ(uneven[1].values, (Values{2, 3, 5, 6}));
  const auto rows = run(Unpack{0}, {kTwoByThree}, 2);
  EXPECT_EQ(rows[1].shape, (Shape{3}));
  EXPECT_EQ(rows[1].values, (Values{4, 5, 6}));
}

TEST(EvaluatePlain, packs_and_gathers) {
  const auto packed = run(Pack{1}, {{{2}, {1, 2}}, {{2}, {3, 4}}}).at(0);
  EXPECT_EQ(packed.shape, (Shape{2, 2}));
  EXPECT_EQ(packed.values, (Values{1, 3, 2, 4}));
  EXPECT_EQ(run(Gather{1, 0}, {kTwoByThree, {{2}, {2, 0}}}).at(0).values, (Values{3, 1, 6, 4}));
  EXPECT_THROW(run(Gather{}, {kTwoByThree, {{}, {2}}}), Error);
}

TEST(EvaluatePlain, lays_phases_into_the_batch_and_back) {
  const DoubleTensor x{{1, 4, 1}, {1, 2, 3, 4}}, block{{1}, {2}};
  const auto phases = plain(Kind::SpaceToBatchNd, {x, block, {{1, 2}, {1, 1}}});
  EXPECT_EQ(phases.shape, (Shape{2, 3, 1}));
  EXPECT_EQ(phases.values, (Values{0, 2, 4, 1, 3, 0}));
  const auto back = plain(Kind::BatchToSpaceNd, {phases, block, {{1, 2}, {1, 1}}});
  EXPECT_EQ(back.shape, x.shape);
  EXPECT_EQ(back.values, x.values);
}

TEST(EvaluatePlain, selects_with_broadcasting) {
  EXPECT_EQ(plain(Kind::SelectV2, {{{1, 3}, {1, 0, 1}}, kTwoByThree, {{}, {0}}}).values,
            (Values{1, 0, 3, 4, 0, 6}));
}

TEST(EvaluatePlain, multiplies_matrices_with_swapped_operands) {
  const auto product = run(BatchMatMul{false, true}, {kTwoByThree, kTwoByThree}).at(0);
  EXPECT_EQ(product.shape, (Shape{2, 2}));
  EXPECT_EQ(product.values, (Values{14, 32, 32, 77}));
}

TEST(EvaluatePlain, convolves_each_channel_by_itself) {
  DepthwiseConv2d conv;
  conv.multiplier = 2;
  const auto result = run(conv, {{{1, 1, 2, 1}, {1, 2}}, {{1, 1, 2, 2}, {1, 10, 100, 1000}}}).at(0);
  EXPECT_EQ(result.values, (Values{201, 2010}));
}

TEST(EvaluatePlain, slices_with_new_axes_and_an_ellipsis) {
  StridedSlice slice;
  slice.new_axis_mask = 1;
  slice.ellipsis_mask = 2;
  slice.shrink_axis_mask = 4;
  const DoubleTensor three{{3}, {0, 0, 1}}, end{{3}, {0, 0, 2}}, ones{{3}, {1, 1, 1}};
  const auto result = run(slice, {kTwoByThree, three, end, ones}).at(0);
  EXPECT_EQ(result.shape, (Shape{1, 2}));
  EXPECT_EQ(result.values, (Values{2, 5}));
}

}  // namespace
}  // namespace ambulo::graph
