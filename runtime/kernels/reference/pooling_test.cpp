// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "runtime/kernels/reference/reference.h"
#include "runtime/testing/naive_window.h"
#include "runtime/testing/random_values.h"

namespace ambulo::kernels::reference {
namespace {

using ::ambulo::testing::WindowCase;

constexpr Clamp kOpen = {-std::numeric_limits<float>::infinity(),
                         std::numeric_limits<float>::infinity()};

void check_pools(const WindowCase& c, Clamp clamp) {
  const size_t channels = static_cast<size_t>(c.channels);
  const auto input = ::ambulo::testing::random_values(input_pixels(c) * channels, 1);
  const size_t count = output_pixels(c) * channels;
  std::vector<double> largest(count, -1e30), mean(count), taps(count);
  for_each_tap(c, [&](int32_t n, int32_t y, int32_t x, int32_t, int32_t, int32_t iy, int32_t ix) {
    for (size_t i = 0; i < channels; ++i) {
      const double value = input[input_at(c, n, iy, ix) * channels + i];
      const size_t at = output_at(c, n, y, x) * channels + i;
      largest[at] = std::max(largest[at], value);
      mean[at] += value;
      taps[at] += 1;
    }
  });
  for (size_t i = 0; i < count; ++i) {
    mean[i] = std::clamp<double>(mean[i] / taps[i], clamp.low, clamp.high);
    largest[i] = std::clamp<double>(largest[i], clamp.low, clamp.high);
  }
  std::vector<float> output(count);
  const PoolArgs args = {input.data(), output.data(), c.batch, c.channels,
                         c.rows,       c.columns,     clamp};
  max_pool_2d_f32(args);
  ::ambulo::testing::expect_close(output, largest, 0);
  average_pool_2d_f32(args);
  ::ambulo::testing::expect_close(output, mean, 1e-6);
}

TEST(Pooling, equals_naive_loops_over_edge_shapes) {
  for (const WindowCase& c : ::ambulo::testing::window_cases()) {
    if (c.rows.dilation == 1 && c.columns.dilation == 1) check_pools(c, kOpen);
  }
}

TEST(Pooling, limits_results_to_the_fused_activation) {
  check_pools({::ambulo::testing::axis(1, 1, 1, 1, false),
               ::ambulo::testing::axis(12, 2, 2, 1, false), 1, 3},
              {0.0f, 0.25f});
}

}  // namespace
}  // namespace ambulo::kernels::reference
