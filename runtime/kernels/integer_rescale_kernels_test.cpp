// SPDX-License-Identifier: Apache-2.0
// From sums to output numbers, exhaustively: every sum that a pair of inputs can give, on every
// instruction set against the reference. What a kernel does with a sum near a step from one number
// to the next, random inputs would hardly meet.
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "runtime/testing/each_isa.h"
#include "runtime/testing/naive_window.h"

namespace ambulo::kernels {
namespace {

using ::ambulo::testing::axis;
using ::ambulo::testing::compare_isas;
using ::ambulo::testing::GuardedBuffer;

constexpr int32_t kChannels = 80, kPairs = 1 << 16;

// Sums 127 a + b: every number between the ends.
std::vector<int8_t> all_pairs() {
  std::vector<int8_t> values;
  for (int32_t a = -128; a < 128; ++a) {
    for (int32_t b = -128; b < 128; ++b) {
      values.push_back(static_cast<int8_t>(a));
      values.push_back(static_cast<int8_t>(b));
    }
  }
  return values;
}

std::vector<int8_t> pair_weights() {
  std::vector<int8_t> weights;
  for (int32_t c = 0; c < kChannels; ++c) {
    weights.push_back(127);
    weights.push_back(1);
  }
  return weights;
}

// Some cover all output numbers, some a part of them, some are limited at both ends.
std::vector<Rescale> factors(uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int32_t> multiplier(1 << 30, 0x7fffffff), shift(-9, -5);
  std::vector<Rescale> rescales(kChannels);
  for (Rescale& by : rescales) by = {multiplier(random), shift(random)};
  // Steps that lie at the same place between two sums, again and again.
  for (int32_t c = 0; c < 8; ++c) rescales[static_cast<size_t>(c)] = {1 << 30, -9 + c / 2};
  return rescales;
}

std::vector<int32_t> biases(uint32_t seed) {
  std::mt19937 random(seed + 100);
  std::uniform_int_distribution<int32_t> bias(-9000, 9000);
  std::vector<int32_t> values(kChannels);
  for (int32_t& value : values) value = bias(random);
  return values;
}

void expect_equal(const std::vector<int8_t>& actual, const std::vector<int8_t>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) {
    ASSERT_EQ(actual[i], expected[i]) << "pair " << i / kChannels << ", channel " << i % kChannels;
  }
}

template <typename Args>
void run_all(KernelEntry<Args> entry, Args args) {
  const GuardedBuffer<int32_t> bias(biases(1));
  args.bias = bias.data();
  for (const int32_t zero_point : {-128, 0, 7}) {
    const GuardedBuffer<Rescale> rescale(factors(static_cast<uint32_t>(zero_point + 128)));
    args.rescale = rescale.data();
    args.input_zero_point = zero_point;
    args.output_zero_point = zero_point;
    for (const IntegerClamp clamp : {IntegerClamp{-128, 127}, IntegerClamp{zero_point, 100}}) {
      args.clamp = clamp;
      compare_isas(entry, args, static_cast<size_t>(kChannels) * kPairs, expect_equal);
    }
  }
}

TEST(IntegerRescaleKernels, give_the_reference_number_for_every_sum_of_a_convolution) {
  const GuardedBuffer<int8_t> input(all_pairs()), weights(pair_weights());
  Conv2dS8Args args{};
  args.input = input.data();
  args.filter = weights.data();
  args.batch = 1;
  args.input_channels = 2;
  args.output_channels = kChannels;
  args.rows = axis(1, 1, 1, 1, false);
  args.columns = axis(kPairs, 1, 1, 1, false);
  run_all(&KernelTable::conv_2d_s8, args);
}

TEST(IntegerRescaleKernels, give_the_reference_number_for_every_sum_of_few_channels) {
  const GuardedBuffer<int8_t> input(all_pairs()), weights(pair_weights());
  const GuardedBuffer<int32_t> bias(biases(2));
  const GuardedBuffer<Rescale> rescale(factors(3));
  Conv2dS8Args args{};
  args.input = input.data();
  args.batch = 1;
  args.input_channels = 2;
  args.rows = axis(1, 1, 1, 1, false);
  args.columns = axis(kPairs, 1, 1, 1, false);
  args.input_zero_point = 3;
  args.output_zero_point = -128;
  args.clamp = {-128, 127};
  constexpr int32_t kFew = 5;  // channels; the kernel may put time in the lanes
  for (int32_t first = 0; first + kFew <= kChannels; first += kFew) {
    args.filter = weights.data() + 2 * first;
    args.bias = bias.data() + first;
    args.rescale = rescale.data() + first;
    args.output_channels = kFew;
    compare_isas(&KernelTable::conv_2d_s8, args, size_t{kFew} * kPairs, expect_equal);
  }
}

TEST(IntegerRescaleKernels, give_the_reference_number_for_every_sum_of_a_dense_layer) {
  const GuardedBuffer<int8_t> input(all_pairs()), weights(pair_weights());
  FullyConnectedS8Args args{};
  args.input = input.data();
  args.weights = weights.data();
  args.batch = kPairs;
  args.inputs = 2;
  args.outputs = kChannels;
  run_all(&KernelTable::fully_connected_s8, args);
}

}  // namespace
}  // namespace ambulo::kernels
