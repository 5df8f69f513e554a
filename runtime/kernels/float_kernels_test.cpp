// SPDX-License-Identifier: Apache-2.0
// Float kernels of every instruction set against the reference, which has tests of its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "runtime/testing/each_isa.h"
#include "runtime/testing/naive_window.h"
#include "runtime/testing/random_values.h"

namespace ambulo::kernels {
namespace {

using ::ambulo::testing::axis;
using ::ambulo::testing::compare_isas;
using ::ambulo::testing::expect_close_to_reference;
using ::ambulo::testing::expect_taken;
using ::ambulo::testing::GuardedBuffer;
using ::ambulo::testing::random_values;
using ::ambulo::testing::WindowCase;

using FloatBuffer = GuardedBuffer<float>;

constexpr Clamp kOpen = {-std::numeric_limits<float>::infinity(),
                         std::numeric_limits<float>::infinity()};
constexpr Clamp kRelu = {0.0f, std::numeric_limits<float>::infinity()};

// Beyond the edge shapes: what HAR networks have.
std::vector<WindowCase> shapes() {
  std::vector<WindowCase> cases = ::ambulo::testing::window_cases();
  for (const int32_t channels : {3, 6, 9, 12, 24, 48, 96}) {
    for (const bool same : {false, true}) {
      cases.push_back({axis(1, 1, 1, 1, same), axis(58, 5, 1, 1, same), 1, channels});
      cases.push_back({axis(1, 1, 1, 1, same), axis(25, 3, 1, 1, same), 2, channels});
      cases.push_back({axis(1, 1, 1, 1, same), axis(31, 2, 2, 1, same), 1, channels});
    }
  }
  return cases;
}

bool over_time(const WindowCase& c) {
  return c.rows.input == 1 && c.columns.dilation == 1;
}

// Within 1e-5 of the largest output: forms of convolution that take fewer products have errors of
// the size of what they add up, not of the result.
void expect_close_to_the_largest(const std::vector<float>& actual,
                                 const std::vector<float>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  float largest = 1.0f;
  for (const float x : expected) largest = std::max(largest, std::abs(x));
  for (size_t i = 0; i < actual.size(); ++i) {
    ASSERT_NEAR(actual[i], expected[i], 1e-5f * largest) << "element " << i;
  }
}

TEST(Conv2d, of_every_isa_equals_the_reference) {
  int32_t outputs = 0;
  for (const WindowCase& c : shapes()) {
    outputs = outputs % 25 + 1;
    const size_t channels = static_cast<size_t>(c.channels), o = static_cast<size_t>(outputs);
    const size_t taps = static_cast<size_t>(c.rows.filter * c.columns.filter);
    const FloatBuffer input(random_values(input_pixels(c) * channels, 1));
    const FloatBuffer filter(random_values(o * taps * channels, 2));
    const FloatBuffer bias(random_values(o, 3));
    const Conv2dArgs args = {input.data(),
                             filter.data(),
                             outputs % 3 != 0 ? bias.data() : nullptr,
                             nullptr,
                             c.batch,
                             c.channels,
                             outputs,
                             c.rows,
                             c.columns,
                             outputs % 2 != 0 ? kOpen : kRelu};
    if (over_time(c)) expect_taken(&KernelTable::conv_2d_f32, args);
    compare_isas(&KernelTable::conv_2d_f32, args, output_pixels(c) * o,
                 expect_close_to_the_largest);
  }
}

TEST(DepthwiseConv2d, of_every_isa_equals_the_reference) {
  int32_t multiplier = 0;
  for (const WindowCase& c : shapes()) {
    multiplier = multiplier % 3 + 1;
    const size_t channels = static_cast<size_t>(c.channels);
    const size_t outputs = channels * static_cast<size_t>(multiplier);
    const size_t taps = static_cast<size_t>(c.rows.filter * c.columns.filter);
    const FloatBuffer input(random_values(input_pixels(c) * channels, 1));
    const FloatBuffer filter(random_values(taps * outputs, 2));
    const FloatBuffer bias(random_values(outputs, 3));
    const DepthwiseConv2dArgs args = {input.data(),
                                      filter.data(),
                                      c.channels % 2 != 0 ? bias.data() : nullptr,
                                      nullptr,
                                      c.batch,
                                      c.channels,
                                      multiplier,
                                      c.rows,
                                      c.columns,
                                      c.channels % 3 != 0 ? kOpen : kRelu};
    if (over_time(c) && multiplier == 1) expect_taken(&KernelTable::depthwise_conv_2d_f32, args);
    compare_isas(&KernelTable::depthwise_conv_2d_f32, args, output_pixels(c) * outputs,
                 expect_close_to_reference);
  }
}

TEST(Pooling, of_every_isa_equals_the_reference) {
  for (const WindowCase& c : shapes()) {
    if (c.rows.dilation != 1 || c.columns.dilation != 1) continue;
    const size_t channels = static_cast<size_t>(c.channels);
    const FloatBuffer input(random_values(input_pixels(c) * channels, 1));
    const PoolArgs args = {input.data(),
                           nullptr,
                           c.batch,
                           c.channels,
                           c.rows,
                           c.columns,
                           c.channels % 2 != 0 ? kOpen : kRelu};
    for (const auto entry : {&KernelTable::max_pool_2d_f32, &KernelTable::average_pool_2d_f32}) {
      if (over_time(c)) expect_taken(entry, args);
      compare_isas(entry, args, output_pixels(c) * channels, expect_close_to_reference);
    }
  }
}

TEST(FullyConnected, of_every_isa_equals_the_reference) {
  for (const int32_t batch : {1, 3}) {
    for (const int32_t inputs : {1, 2, 3, 7, 8, 9, 31, 768}) {
      for (const int32_t outputs : {1, 3, 4, 6, 17, 50}) {
        const auto size = [](int32_t a, int32_t b) { return static_cast<size_t>(a * b); };
        const FloatBuffer input(random_values(size(batch, inputs), 1));
        const FloatBuffer weights(random_values(size(outputs, inputs), 2));
        const FloatBuffer bias(random_values(size(outputs, 1), 3));
        const FullyConnectedArgs args = {
            input.data(), weights.data(), outputs % 2 != 0 ? bias.data() : nullptr, nullptr, batch,
            inputs,       outputs,        inputs % 2 != 0 ? kOpen : kRelu};
        expect_taken(&KernelTable::fully_connected_f32, args);
        compare_isas(&KernelTable::fully_connected_f32, args, size(batch, outputs),
                     expect_close_to_reference);
      }
    }
  }
}

TEST(Softmax, of_every_isa_equals_the_reference) {
  for (const int32_t depth : {1, 2, 4, 6, 12, 33}) {
    for (const float beta : {0.0f, 0.25f, 1.0f, 3.0f}) {
      for (const float scale : {1.0f, 100.0f}) {
        const size_t count = 3 * static_cast<size_t>(depth);
        const FloatBuffer input(random_values(count, 1, scale));
        const SoftmaxArgs args = {input.data(), nullptr, 3, depth, beta};
        expect_taken(&KernelTable::softmax_f32, args);
        compare_isas(&KernelTable::softmax_f32, args, count, expect_close_to_reference);
      }
    }
  }
}

}  // namespace
}  // namespace ambulo::kernels
