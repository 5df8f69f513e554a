// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "runtime/kernels/reference/reference.h"
#include "runtime/testing/random_values.h"

namespace ambulo::kernels::reference {
namespace {

constexpr Clamp kOpen = {-std::numeric_limits<float>::infinity(),
                         std::numeric_limits<float>::infinity()};

TEST(FullyConnected, equals_naive_loops_over_edge_shapes) {
  for (const int32_t batch : {1, 3}) {
    for (const int32_t inputs : {1, 2, 3, 4, 5, 31, 768}) {
      for (const int32_t outputs : {1, 3, 4, 6, 50}) {
        const auto input = ::ambulo::testing::random_values(static_cast<size_t>(batch * inputs), 1);
        const auto weights =
            ::ambulo::testing::random_values(static_cast<size_t>(outputs * inputs), 2);
        const auto bias = ::ambulo::testing::random_values(static_cast<size_t>(outputs), 3);
        std::vector<double> expected;
        for (int32_t b = 0; b < batch; ++b)
          for (int32_t o = 0; o < outputs; ++o) {
            double sum = inputs % 2 ? bias[static_cast<size_t>(o)] : 0;
            for (int32_t i = 0; i < inputs; ++i)
              sum += static_cast<double>(input[static_cast<size_t>(b * inputs + i)]) *
                     weights[static_cast<size_t>(o * inputs + i)];
            expected.push_back(sum);
          }
        std::vector<float> output(expected.size());
        fully_connected_f32({input.data(), weights.data(), inputs % 2 ? bias.data() : nullptr,
                             output.data(), batch, inputs, outputs, kOpen});
        ::ambulo::testing::expect_close(output, expected, 1e-5);
      }
    }
  }
}

TEST(FullyConnected, limits_results_to_the_fused_activation) {
  const std::vector<float> input = {1, 2}, weights = {1, 1, -1, -1, 4, 4};
  std::vector<float> output(3);
  fully_connected_f32({input.data(), weights.data(), nullptr, output.data(), 1, 2, 3, {0, 6}});
  EXPECT_EQ(output, (std::vector<float>{3, 0, 6}));
}

}  // namespace
}  // namespace ambulo::kernels::reference
