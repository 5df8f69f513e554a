// SPDX-License-Identifier: Apache-2.0
// Codebooks against the best of all that there are, tried one by one.
#include "toolchain/quantization/codebook.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

namespace ambulo::quantization {
namespace {

using Values = std::vector<std::int8_t>;
using Importances = std::vector<double>;

double error_of(const Values& codebook, const Values& values, const Importances& importances) {
  double sum = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int error = codebook[nearest_entry(codebook, values[i])] - values[i];
    sum += importances[i] * error * error;
  }
  return sum;
}

// Over every set of `left` more numbers between first and last.
double least_error(Values& chosen, int first, int last, int left, const Values& values,
                   const Importances& importances) {
  if (left == 0) return error_of(chosen, values, importances);
  double least = std::numeric_limits<double>::infinity();
  for (int next = first; next <= last; ++next) {
    chosen.push_back(static_cast<std::int8_t>(next));
    least = std::min(least, least_error(chosen, next + 1, last, left - 1, values, importances));
    chosen.pop_back();
  }
  return least;
}

TEST(Codebook, has_the_least_error_of_all) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> number(-6, 7);
  std::uniform_real_distribution<double> importance(0.1, 3.0);
  for (int trial = 0; trial < 30; ++trial) {
    Values values(20);
    Importances importances(values.size());
    for (std::int8_t& value : values) value = static_cast<std::int8_t>(number(random));
    for (double& weight : importances) weight = importance(random);
    for (int clusters = 1; clusters <= 5; ++clusters) {
      Values none;
      const double least = least_error(none, -6, 7, clusters, values, importances);
      const Values codebook = best_codebook(values, importances, clusters);
      EXPECT_LE(codebook.size(), static_cast<std::size_t>(clusters));
      EXPECT_TRUE(std::ranges::is_sorted(codebook));
      EXPECT_NEAR(error_of(codebook, values, importances), least, 1e-9) << clusters;
    }
  }
}

TEST(Codebook, is_exact_where_there_are_no_more_values_than_entries) {
  const Values values = {127, -128, 3, 3, 127};
  EXPECT_EQ(best_codebook(values, Importances(5, 1.0), 16), (Values{-128, 3, 127}));
  EXPECT_EQ(best_codebook({}, {}, 16), Values{0});
}

TEST(Codebook, gives_nothing_to_values_without_importance) {
  const Values values = {-100, 0, 10, 100};
  EXPECT_EQ(best_codebook(values, Importances{0.0, 1.0, 1.0, 0.0}, 2), (Values{0, 10}));
  EXPECT_EQ(best_codebook(values, Importances{0.0, 1.0, 3.0, 0.0}, 1), Values{8});
}

TEST(Codebook, finds_the_nearest_entry_and_of_two_the_lower) {
  const Values codebook = {-10, 0, 4};
  EXPECT_EQ(nearest_entry(codebook, -128), 0u);
  EXPECT_EQ(nearest_entry(codebook, -5), 0u);
  EXPECT_EQ(nearest_entry(codebook, 2), 1u);
  EXPECT_EQ(nearest_entry(codebook, 127), 2u);
}

}  // namespace
}  // namespace ambulo::quantization
