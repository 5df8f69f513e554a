// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/pareto.h"

#include <gtest/gtest.h>

#include <random>

namespace ambulo::quantization {
namespace {

TEST(Pareto, front_holds_what_nothing_dominates_by_rising_bytes) {
  const std::vector<Costs> points = {{5, 1}, {1, 9}, {3, 3}, {4, 3}, {3, 4}, {2, 9}, {6, 0.5}};
  EXPECT_EQ(pareto_front(points), (std::vector<std::size_t>{1, 2, 0, 6}));
}

TEST(Pareto, of_equal_points_the_first_is_kept) {
  const std::vector<Costs> points = {{1, 1}, {1, 1}};
  EXPECT_EQ(pareto_front(points), (std::vector<std::size_t>{0}));
}

TEST(Pareto, spread_keeps_both_ends) {
  EXPECT_EQ(spread(3, 5), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(spread(11, 3), (std::vector<std::size_t>{0, 5, 10}));
}

TEST(Pareto, combinations_are_the_front_of_all_of_them) {
  std::mt19937 random(3);
  std::uniform_int_distribution<int> cost(0, 20);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::vector<Costs>> layers(4, std::vector<Costs>(3));
    for (auto& options : layers) {
      for (Costs& option : options) {
        option = {static_cast<double>(cost(random)), static_cast<double>(cost(random))};
      }
    }
    std::vector<Costs> all;
    for (int code = 0; code < 81; ++code) {
      Costs sum;
      int rest = code;
      for (const auto& options : layers) {
        sum.bytes += options[static_cast<std::size_t>(rest % 3)].bytes;
        sum.loss += options[static_cast<std::size_t>(rest % 3)].loss;
        rest /= 3;
      }
      all.push_back(sum);
    }
    const auto expected = pareto_front(all);
    const auto found = best_combinations(layers, 1000);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].costs.bytes, all[expected[i]].bytes);
      EXPECT_EQ(found[i].costs.loss, all[expected[i]].loss);
      double bytes = 0.0;
      for (std::size_t l = 0; l < layers.size(); ++l) bytes += layers[l][found[i].options[l]].bytes;
      EXPECT_EQ(bytes, found[i].costs.bytes);
    }
  }
}

}  // namespace
}  // namespace ambulo::quantization
