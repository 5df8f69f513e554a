// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "runtime/kernels/reference/reference.h"
#include "runtime/testing/random_values.h"

namespace ambulo::kernels::reference {
namespace {

TEST(Softmax, equals_the_formula_in_double_precision) {
  for (const int32_t depth : {1, 2, 6, 33}) {
    for (const float beta : {1.0f, 0.25f, 3.0f}) {
      const int32_t rows = 4;
      const auto input =
          ::ambulo::testing::random_values(static_cast<size_t>(rows * depth), 1, 10.0f);
      std::vector<double> expected;
      for (int32_t r = 0; r < rows; ++r) {
        double sum = 0;
        for (int32_t i = 0; i < depth; ++i) {
          expected.push_back(std::exp(double{beta} * input[static_cast<size_t>(r * depth + i)]));
          sum += expected.back();
        }
        for (int32_t i = 0; i < depth; ++i) expected[static_cast<size_t>(r * depth + i)] /= sum;
      }
      std::vector<float> output(expected.size());
      softmax_f32({input.data(), output.data(), rows, depth, beta});
      ::ambulo::testing::expect_close(output, expected, 5e-7);
    }
  }
}

TEST(Softmax, stays_finite_for_large_inputs) {
  const std::vector<float> input = {1e30f, -1e30f, 1e30f};
  std::vector<float> output(3);
  softmax_f32({input.data(), output.data(), 1, 3, 1.0f});
  EXPECT_EQ(output, (std::vector<float>{0.5f, 0.0f, 0.5f}));
}

}  // namespace
}  // namespace ambulo::kernels::reference
