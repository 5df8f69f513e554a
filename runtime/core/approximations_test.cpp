// SPDX-License-Identifier: Apache-2.0
// Against libm in double precision, densely over the whole useful range.
#include "runtime/core/approximations.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ambulo {
namespace {

template <typename Function, typename Exact>
double worst_relative_error(float low, float high, Function function, Exact exact) {
  double worst = 0;
  constexpr int kPoints = 200'000;
  for (int i = 0; i <= kPoints; ++i) {
    const float x = low + (high - low) * static_cast<float>(i) / kPoints;
    const double expected = exact(static_cast<double>(x));
    if (expected == 0) continue;
    worst = std::max(worst, std::abs(function(x) - expected) / std::abs(expected));
  }
  return worst;
}

TEST(Approximations, exp_is_within_2e7_of_exact) {
  EXPECT_LT(
      worst_relative_error(-87.0f, 88.7f, exp_approximation, [](double x) { return std::exp(x); }),
      2e-7);
}

TEST(Approximations, sigmoid_is_within_2e7_of_exact) {
  const auto exact = [](double x) { return 1 / (1 + std::exp(-x)); };
  EXPECT_LT(worst_relative_error(-80.0f, 80.0f, sigmoid_approximation, exact), 2e-7);
  EXPECT_LT(worst_relative_error(-4.0f, 4.0f, sigmoid_approximation, exact), 2e-7);
}

TEST(Approximations, tanh_is_within_2e7_of_exact) {
  const auto exact = [](double x) { return std::tanh(x); };
  EXPECT_LT(worst_relative_error(-20.0f, 20.0f, tanh_approximation, exact), 2e-7);
  EXPECT_LT(worst_relative_error(-1.0f, 1.0f, tanh_approximation, exact), 2e-7);
  EXPECT_LT(worst_relative_error(1e-30f, 1e-3f, tanh_approximation, exact), 2e-7);
}

TEST(Approximations, extreme_arguments_saturate) {
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(exp_approximation(-infinity), 0.0f);
  EXPECT_EQ(exp_approximation(-1000.0f), 0.0f);
  EXPECT_EQ(exp_approximation(infinity), infinity);
  EXPECT_EQ(exp_approximation(0.0f), 1.0f);
  EXPECT_EQ(sigmoid_approximation(-infinity), 0.0f);
  EXPECT_EQ(sigmoid_approximation(infinity), 1.0f);
  EXPECT_EQ(sigmoid_approximation(0.0f), 0.5f);
  EXPECT_EQ(tanh_approximation(-infinity), -1.0f);
  EXPECT_EQ(tanh_approximation(infinity), 1.0f);
  EXPECT_EQ(tanh_approximation(0.0f), 0.0f);
}

TEST(Approximations, not_a_number_stays_one) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(std::isnan(exp_approximation(nan)));
  EXPECT_TRUE(std::isnan(sigmoid_approximation(nan)));
  EXPECT_TRUE(std::isnan(tanh_approximation(nan)));
}

}  // namespace
}  // namespace ambulo
