// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/lower_batch_norm.h"

#include <gtest/gtest.h>

#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/random_models.h"

namespace ambulo::graph {
namespace {

TEST(LowerBatchNorm, writes_every_batch_norm_as_a_product_and_a_sum) {
  const Graph before = from_trained_model(testing::random_compact(5));
  const Graph after = lower_batch_norm(before);
  EXPECT_EQ(testing::count_of_type(before, "BATCH_NORM"), 3u);
  EXPECT_EQ(testing::count_of_type(after, "BATCH_NORM"), 0u);
  EXPECT_EQ(testing::count_of_type(after, "MUL"), 3u);
  EXPECT_EQ(testing::count_of_type(after, "ADD"), 3u);
  EXPECT_LT(testing::largest_difference(before, after), 1e-6);
}

}  // namespace
}  // namespace ambulo::graph
