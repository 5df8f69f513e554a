// SPDX-License-Identifier: Apache-2.0
// CONV_2D and DEPTHWISE_CONV_2D against naive loops in double precision, in exact-size buffers.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "runtime/kernels/reference/reference.h"
#include "runtime/testing/naive_window.h"
#include "runtime/testing/random_values.h"

namespace ambulo::kernels::reference {
namespace {

using ::ambulo::testing::expect_close;
using ::ambulo::testing::random_values;
using ::ambulo::testing::WindowCase;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

double limited(double x, Clamp clamp) {
  return std::min<double>(std::max<double>(x, clamp.low), clamp.high);
}

void check_conv(const WindowCase& c, int32_t outputs, bool has_bias, Clamp clamp) {
  const size_t channels = static_cast<size_t>(c.channels), o_count = static_cast<size_t>(outputs);
  const size_t taps = static_cast<size_t>(c.rows.filter * c.columns.filter);
  const auto input = random_values(input_pixels(c) * channels, 1);
  const auto filter = random_values(o_count * taps * channels, 2);
  const auto bias = random_values(o_count, 3);
  std::vector<double> expected(output_pixels(c) * o_count);
  for (size_t i = 0; i < expected.size(); ++i) expected[i] = has_bias ? bias[i % o_count] : 0;
  for_each_tap(
      c, [&](int32_t n, int32_t y, int32_t x, int32_t ky, int32_t kx, int32_t iy, int32_t ix) {
        const size_t tap = static_cast<size_t>(ky * c.columns.filter + kx);
        for (size_t o = 0; o < o_count; ++o)
          for (size_t i = 0; i < channels; ++i)
            expected[output_at(c, n, y, x) * o_count + o] +=
                static_cast<double>(input[input_at(c, n, iy, ix) * channels + i]) *
                filter[(o * taps + tap) * channels + i];
      });
  for (double& e : expected) e = limited(e, clamp);

  std::vector<float> output(expected.size());
  conv_2d_f32({input.data(), filter.data(), has_bias ? bias.data() : nullptr, output.data(),
               c.batch, c.channels, outputs, c.rows, c.columns, clamp});
  expect_close(output, expected, 1e-5);
}

TEST(Conv2d, equals_naive_loops_over_edge_shapes) {
  int32_t outputs = 0;
  for (const WindowCase& c : ::ambulo::testing::window_cases()) {
    outputs = outputs % 9 + 1;
    check_conv(c, outputs, outputs % 2 == 0, {-kInfinity, kInfinity});
  }
}

TEST(Conv2d, limits_results_to_the_fused_activation) {
  const WindowCase c{::ambulo::testing::axis(1, 1, 1, 1, false),
                     ::ambulo::testing::axis(20, 5, 1, 1, false), 1, 6};
  check_conv(c, 12, true, {0.0f, kInfinity});
  check_conv(c, 12, true, {0.0f, 0.5f});
}

void check_depthwise(const WindowCase& c, int32_t multiplier, bool has_bias) {
  const size_t channels = static_cast<size_t>(c.channels),
               m_count = static_cast<size_t>(multiplier);
  const size_t outputs = channels * m_count;
  const size_t taps = static_cast<size_t>(c.rows.filter * c.columns.filter);
  const auto input = random_values(input_pixels(c) * channels, 4);
  const auto filter = random_values(taps * outputs, 5);
  const auto bias = random_values(outputs, 6);
  std::vector<double> expected(output_pixels(c) * outputs);
  for (size_t i = 0; i < expected.size(); ++i) expected[i] = has_bias ? bias[i % outputs] : 0;
  for_each_tap(
      c, [&](int32_t n, int32_t y, int32_t x, int32_t ky, int32_t kx, int32_t iy, int32_t ix) {
        const size_t tap = static_cast<size_t>(ky * c.columns.filter + kx);
        for (size_t o = 0; o < outputs; ++o)
          expected[output_at(c, n, y, x) * outputs + o] +=
              static_cast<double>(input[input_at(c, n, iy, ix) * channels + o / m_count]) *
              filter[tap * outputs + o];
      });
  std::vector<float> output(expected.size());
  depthwise_conv_2d_f32({input.data(),
                         filter.data(),
                         has_bias ? bias.data() : nullptr,
                         output.data(),
                         c.batch,
                         c.channels,
                         multiplier,
                         c.rows,
                         c.columns,
                         {-kInfinity, kInfinity}});
  expect_close(output, expected, 1e-5);
}

TEST(DepthwiseConv2d, equals_naive_loops_over_edge_shapes) {
  int32_t multiplier = 0;
  for (const WindowCase& c : ::ambulo::testing::window_cases()) {
    multiplier = multiplier % 3 + 1;
    check_depthwise(c, multiplier, multiplier != 2);
  }
}

}  // namespace
}  // namespace ambulo::kernels::reference
