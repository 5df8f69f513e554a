// SPDX-License-Identifier: Apache-2.0
// Convolutions that store the larger of two columns, against convolution and max-pool of the
// reference.
#include <gtest/gtest.h>

#include <random>

#include "runtime/testing/each_isa.h"
#include "runtime/testing/naive_window.h"
#include "runtime/testing/random_values.h"

namespace ambulo::kernels {
namespace {

using ::ambulo::testing::axis;
using ::ambulo::testing::GuardedBuffer;

// Calls compare(pooled by this ISA, pooled by the reference) for each ISA that fuses.
template <typename Args, typename PoolArguments, typename Compare>
void compare_pooled(KernelEntry<Args> conv, KernelEntry<PoolArguments> pool, Args args,
                    PoolArguments pooling, Compare compare) {
  using T = std::remove_pointer_t<decltype(args.output)>;
  const int32_t pairs = args.columns.output / 2;
  const size_t outputs = static_cast<size_t>(args.output_channels);
  const GuardedBuffer<T> wide(static_cast<size_t>(args.columns.output) * outputs);
  const GuardedBuffer<T> expected(static_cast<size_t>(pairs) * outputs);
  args.output = wide.data();
  ::ambulo::testing::run_kernel(reference::kKernels.*conv, args);
  pooling.input = wide.data();
  pooling.output = expected.data();
  pooling.batch = 1;
  pooling.channels = args.output_channels;
  pooling.rows = args.rows;
  pooling.columns = {args.columns.output, pairs, 2, 2, 1, 0};
  pooling.clamp = args.clamp;
  ::ambulo::testing::run_kernel(reference::kKernels.*pool, pooling);
  args.pool = 2;
  for (const Isa isa : ::ambulo::testing::faster_isas()) {
    const Kernel<Args>& kernel = table_of(isa)->*conv;
    if (!kernel.fuses_max_pool || !kernel.takes(args)) continue;
    SCOPED_TRACE(isa_name(isa));
    const GuardedBuffer<T> output(static_cast<size_t>(pairs) * outputs);
    args.output = output.data();
    ::ambulo::testing::run_kernel(kernel, args);
    compare(output.values(), expected.values());
  }
}

struct Case {
  int32_t steps, filter, stride, channels, outputs;
  bool same;
};

std::vector<Case> cases() {
  std::vector<Case> all = {{128, 5, 1, 12, 12, false}, {128, 5, 1, 6, 12, false},
                           {62, 5, 1, 12, 24, false},  {29, 5, 1, 24, 48, false},
                           {512, 9, 2, 3, 96, true},   {16, 1, 1, 96, 1, false},
                           {64, 7, 2, 12, 24, false},  {31, 5, 1, 32, 48, true},
                           {30, 3, 1, 48, 64, true},   {3, 1, 1, 1, 1, false}};
  for (int32_t outputs = 1; outputs <= 96; outputs += 5)
    all.push_back({37, 3, 1, 5, outputs, true});
  for (int32_t steps = 6; steps < 40; ++steps) all.push_back({steps, 5, 1, 7, 19, false});
  return all;
}

TEST(PooledConv2d, equals_convolution_then_pool) {
  for (const Case& c : cases()) {
    const size_t run = static_cast<size_t>(c.filter * c.channels);
    const GuardedBuffer<float> input(
        ::ambulo::testing::random_values(static_cast<size_t>(c.steps * c.channels), 1));
    const GuardedBuffer<float> filter(
        ::ambulo::testing::random_values(static_cast<size_t>(c.outputs) * run, 2));
    const GuardedBuffer<float> bias(
        ::ambulo::testing::random_values(static_cast<size_t>(c.outputs), 3));
    Conv2dArgs args{};
    args.input = input.data();
    args.filter = filter.data();
    args.bias = bias.data();
    args.batch = 1;
    args.input_channels = c.channels;
    args.output_channels = c.outputs;
    args.rows = axis(1, 1, 1, 1, false);
    args.columns = axis(c.steps, c.filter, c.stride, 1, c.same);
    args.clamp = {0.0f, 6.0f};
    compare_pooled(&KernelTable::conv_2d_f32, &KernelTable::max_pool_2d_f32, args, PoolArgs{},
                   ::ambulo::testing::expect_close_to_reference);
  }
}

// Factors that use the whole output range, that saturate it, and that enlarge so much that sums
// wrap round, with and without a RELU.
TEST(PooledConv2dS8, equals_convolution_then_pool_byte_for_byte) {
  std::mt19937 random(1);
  const auto between = [&](int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random);
  };
  const auto bytes = [&](size_t count) {
    std::vector<int8_t> values(count);
    for (int8_t& value : values) value = static_cast<int8_t>(between(-128, 127));
    return values;
  };
  int32_t round = 0;
  for (const Case& c : cases()) {
    ++round;
    const size_t outputs = static_cast<size_t>(c.outputs);
    const size_t run = static_cast<size_t>(c.filter * c.channels);
    const GuardedBuffer<int8_t> input(bytes(static_cast<size_t>(c.steps * c.channels)));
    const GuardedBuffer<int8_t> filter(bytes(outputs * run));
    std::vector<int32_t> biases(outputs);
    std::vector<Rescale> factors(outputs);
    for (int32_t& bias : biases) bias = between(-20000, 20000);
    for (Rescale& factor : factors) {
      factor = {between(1 << 30, 0x7fffffff), round % 4 == 3 ? between(0, 20) : between(-11, -6)};
    }
    const GuardedBuffer<int32_t> bias(biases);
    const GuardedBuffer<Rescale> rescale(factors);
    Conv2dS8Args args{};
    args.input = input.data();
    args.filter = filter.data();
    args.bias = bias.data();
    args.rescale = rescale.data();
    args.batch = 1;
    args.input_channels = c.channels;
    args.output_channels = c.outputs;
    args.rows = axis(1, 1, 1, 1, false);
    args.columns = axis(c.steps, c.filter, c.stride, 1, c.same);
    args.input_zero_point = round % 5 == 0 ? 127 : round % 5 == 1 ? -128 : between(-128, 127);
    args.output_zero_point = round % 3 == 0 ? 0 : -128;
    args.clamp = {round % 2 == 0 ? args.output_zero_point : -128, 127};
    compare_pooled(&KernelTable::conv_2d_s8, &KernelTable::max_pool_2d_s8, args, PoolS8Args{},
                   [](const auto& actual, const auto& expected) { EXPECT_EQ(actual, expected); });
  }
}

}  // namespace
}  // namespace ambulo::kernels
