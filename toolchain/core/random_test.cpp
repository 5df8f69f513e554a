// SPDX-License-Identifier: Apache-2.0
#include "toolchain/core/random.h"

#include <gtest/gtest.h>

#include <set>

namespace ambulo {
namespace {

TEST(Random, depends_on_seed_and_on_the_order_of_stream_keys_only) {
  // Two generators of the same seed and stream agree; any other key gives another sequence.
  Random a(7, {1, 2}), b(7, {1, 2}), c(7, {2, 1}), d(8, {1, 2});
  const auto first = a.bits();
  EXPECT_EQ(first, b.bits());
  EXPECT_NE(first, c.bits());
  EXPECT_NE(first, d.bits());
}

TEST(Random, normal_deviates_have_mean_0_and_deviation_1) {
  Random random(3);
  double sum = 0, squares = 0;
  constexpr int kCount = 200000;
  for (int i = 0; i < kCount; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kCount, 0.0, 0.01);
  EXPECT_NEAR(squares / kCount, 1.0, 0.02);
}

TEST(Random, below_reaches_every_value_and_shuffle_keeps_them) {
  Random random(4);
  std::set<std::size_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.below(7));
  EXPECT_EQ(seen.size(), 7u);
  EXPECT_EQ(*seen.rbegin(), 6u);
  std::vector<int> values{1, 2, 3, 4, 5, 6, 7, 8};
  random.shuffle(values);
  EXPECT_NE(values, (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(std::set<int>(values.begin(), values.end()).size(), 8u);
}

}  // namespace
}  // namespace ambulo
