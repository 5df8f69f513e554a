// SPDX-License-Identifier: Apache-2.0
// Hybrid kernels of every instruction set against the reference: the same numbers, since inputs are
// quantised alike, sums are exact and floats are multiplied in the same order.
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "runtime/testing/each_isa.h"
#include "runtime/testing/naive_window.h"
#include "runtime/testing/random_values.h"

namespace ambulo::kernels {
namespace {

using ::ambulo::testing::axis;
using ::ambulo::testing::compare_isas;
using ::ambulo::testing::expect_taken;
using ::ambulo::testing::GuardedBuffer;
using ::ambulo::testing::random_values;
using ::ambulo::testing::WindowCase;

using Floats = GuardedBuffer<float>;

std::vector<int8_t> weights(size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int32_t> any(-127, 127);
  std::vector<int8_t> values(count);
  for (int8_t& value : values) value = static_cast<int8_t>(any(random));
  return values;
}

// Sometimes all zero, sometimes of one sign, sometimes with halves between two numbers.
std::vector<float> inputs(size_t count, uint32_t seed) {
  std::vector<float> values = random_values(count, seed, seed % 5 == 4 ? 1e-30f : 3.0f);
  for (float& value : values) {
    if (seed % 7 == 6) value = 0.0f;
    if (seed % 3 == 1) value = value < 0.0f ? -value : value;
  }
  if (seed % 4 == 3) {
    for (size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i % 255) - 127.0f;
    values[0] = 127.0f;
  }
  return values;
}

void expect_same(const std::vector<float>& actual, const std::vector<float>& expected) {
  ASSERT_EQ(actual, expected);
}

Clamp clamp_of(uint32_t seed) {
  return seed % 2 == 0 ? Clamp{0.0f, 6.0f} : Clamp{-1e30f, 1e30f};
}

TEST(Conv2dHybrid, of_every_isa_equals_the_reference) {
  std::vector<WindowCase> cases = ::ambulo::testing::window_cases();
  for (const int32_t channels : {3, 6, 12, 24, 96}) {
    cases.push_back({axis(1, 1, 1, 1, false), axis(58, 5, 1, 1, channels % 2 == 0), 2, channels});
  }
  uint32_t seed = 0;
  for (const WindowCase& c : cases) {
    ++seed;
    const size_t channels = static_cast<size_t>(c.channels), outputs = 1 + seed % 50;
    const size_t taps = static_cast<size_t>(c.rows.filter * c.columns.filter);
    const Floats input(inputs(input_pixels(c) * channels, seed));
    const GuardedBuffer<int8_t> filter(weights(outputs * taps * channels, seed));
    const Floats scales(random_values(outputs, seed + 1, 0.01f)), bias(random_values(outputs, 3));
    Conv2dHybridArgs args{};
    args.input = input.data();
    args.filter = filter.data();
    args.scales = scales.data();
    args.bias = seed % 3 != 0 ? bias.data() : nullptr;
    args.batch = c.batch;
    args.input_channels = c.channels;
    args.output_channels = static_cast<int32_t>(outputs);
    args.rows = c.rows;
    args.columns = c.columns;
    args.asymmetric = seed % 2 != 0;
    args.clamp = clamp_of(seed / 2);
    if (c.rows.input == 1 && c.columns.dilation == 1) {
      expect_taken(&KernelTable::conv_2d_hybrid, args);
    }
    compare_isas(&KernelTable::conv_2d_hybrid, args, output_pixels(c) * outputs, expect_same);
  }
}

TEST(FullyConnectedHybrid, of_every_isa_equals_the_reference) {
  uint32_t seed = 0;
  for (const int32_t batch : {1, 3}) {
    for (const int32_t count : {1, 2, 7, 15, 16, 17, 33, 50, 576}) {
      for (const int32_t outputs : {1, 3, 6, 17, 50}) {
        for (const bool asymmetric : {false, true}) {
          ++seed;
          const size_t o = static_cast<size_t>(outputs), i = static_cast<size_t>(count);
          const Floats input(inputs(static_cast<size_t>(batch) * i, seed));
          const GuardedBuffer<int8_t> matrix(weights(o * i, seed));
          const Floats scales(random_values(o, seed + 1, 0.01f)), bias(random_values(o, 3));
          FullyConnectedHybridArgs args{};
          args.input = input.data();
          args.weights = matrix.data();
          args.scales = scales.data();
          args.bias = seed % 3 != 0 ? bias.data() : nullptr;
          args.batch = batch;
          args.inputs = count;
          args.outputs = outputs;
          args.asymmetric = asymmetric;
          args.clamp = clamp_of(seed / 2);
          compare_isas(&KernelTable::fully_connected_hybrid, args, static_cast<size_t>(batch) * o,
                       expect_same);
        }
      }
    }
  }
}

}  // namespace
}  // namespace ambulo::kernels
