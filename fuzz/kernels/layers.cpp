// SPDX-License-Identifier: Apache-2.0
// Convolutions and dense layers. Convolutions that can store the larger of two columns are also
// compared with convolution and max-pool of the reference.
#include "fuzz/kernels/cases.h"
#include "fuzz/kernels/compare.h"

namespace ambulo::fuzz {
namespace {

using namespace kernels;

template <typename Args>
void choose_shape(Choices& choices, Args& args) {
  args.rows = kOneRow;
  args.columns = choices.time_axis();
  args.batch = choices.between(1, 2);
  args.input_channels = choices.between(1, 96);
  args.output_channels = choices.between(1, 96);
}

template <typename Args>
void choose_numbers(Choices& choices, Args& args) {
  args.input_zero_point = choices.zero_point();
  args.output_zero_point = choices.zero_point();
  args.clamp = choices.limits();
}

template <typename Args>
size_t inputs_of(const Args& args, int32_t channels) {
  return size_of(args.batch, args.columns.input, channels);
}

template <typename Args, typename PoolArguments>
void compare_pooled(const char* name, KernelEntry<Args> entry, KernelEntry<PoolArguments> pool,
                    Args args, float magnitude = 1.0f) {
  using T = std::remove_pointer_t<decltype(args.output)>;
  const int32_t pairs = args.columns.output / 2;
  if (pairs == 0) return;
  const auto count = [&](int32_t columns) {
    return size_of(args.batch, columns, args.output_channels);
  };
  const GuardedBuffer<T> wide(count(args.columns.output)), expected(count(pairs));
  args.output = wide.data();
  run(reference::kKernels.*entry, args);
  PoolArguments pooling{};
  pooling.input = wide.data();
  pooling.output = expected.data();
  pooling.batch = args.batch;
  pooling.channels = args.output_channels;
  pooling.rows = kOneRow;
  pooling.columns = {args.columns.output, pairs, 2, 2, 1, 0};
  pooling.clamp = args.clamp;
  run(reference::kKernels.*pool, pooling);
  args.pool = 2;
  for_each_isa(entry, args, [&](Isa isa, const Kernel<Args>& kernel) {
    if (!kernel.fuses_max_pool) return;
    const GuardedBuffer<T> output(count(pairs));
    args.output = output.data();
    run(kernel, args);
    expect_equal(name, isa, output.values(), expected.values(), magnitude);
  });
}

}  // namespace

void conv_2d_s8(Choices& choices) {
  std::mt19937 random = choices.random();
  Conv2dS8Args args{};
  choose_shape(choices, args);
  choose_numbers(choices, args);
  const auto outputs = size_of(args.output_channels);
  const GuardedBuffer<int8_t> input(random_bytes(random, inputs_of(args, args.input_channels)));
  const GuardedBuffer<int8_t> filter(random_bytes(
      random, size_of(args.output_channels, args.columns.filter, args.input_channels)));
  const GuardedBuffer<int32_t> bias(random_biases(random, outputs));
  const GuardedBuffer<Rescale> rescale(random_rescales(choices, random, outputs));
  args.input = input.data();
  args.filter = filter.data();
  args.bias = choices.once_in(8) ? nullptr : bias.data();
  args.rescale = rescale.data();
  compare("conv_2d_s8", &KernelTable::conv_2d_s8, args,
          size_of(args.batch, args.columns.output, args.output_channels));
  compare_pooled("pooled conv_2d_s8", &KernelTable::conv_2d_s8, &KernelTable::max_pool_2d_s8, args);
}

void conv_2d_f32(Choices& choices) {
  std::mt19937 random = choices.random();
  Conv2dArgs args{};
  choose_shape(choices, args);
  args.clamp = choices.float_limits();
  const auto outputs = size_of(args.output_channels);
  const size_t terms = size_of(args.columns.filter, args.input_channels);
  const GuardedBuffer<float> input(random_floats(random, inputs_of(args, args.input_channels)));
  const GuardedBuffer<float> filter(random_floats(random, outputs * terms));
  const GuardedBuffer<float> bias(random_floats(random, outputs));
  args.input = input.data();
  args.filter = filter.data();
  args.bias = choices.once_in(8) ? nullptr : bias.data();
  const auto magnitude = static_cast<float>(terms);
  compare("conv_2d_f32", &KernelTable::conv_2d_f32, args,
          size_of(args.batch, args.columns.output, args.output_channels), magnitude);
  compare_pooled("pooled conv_2d_f32", &KernelTable::conv_2d_f32, &KernelTable::max_pool_2d_f32,
                 args, magnitude);
}

void depthwise_conv_2d_s8(Choices& choices) {
  std::mt19937 random = choices.random();
  DepthwiseConv2dS8Args args{};
  args.rows = kOneRow;
  args.columns = choices.time_axis();
  args.batch = choices.between(1, 2);
  args.channels = choices.between(1, 96);
  args.multiplier = choices.once_in(2) ? 1 : choices.between(1, 4);
  choose_numbers(choices, args);
  const auto outputs = size_of(args.channels, args.multiplier);
  const GuardedBuffer<int8_t> input(random_bytes(random, inputs_of(args, args.channels)));
  const GuardedBuffer<int8_t> filter(random_bytes(random, outputs * size_of(args.columns.filter)));
  const GuardedBuffer<int32_t> bias(random_biases(random, outputs));
  const GuardedBuffer<Rescale> rescale(random_rescales(choices, random, outputs));
  args.input = input.data();
  args.filter = filter.data();
  args.bias = choices.once_in(8) ? nullptr : bias.data();
  args.rescale = rescale.data();
  compare("depthwise_conv_2d_s8", &KernelTable::depthwise_conv_2d_s8, args,
          size_of(args.batch, args.columns.output) * outputs);
}

void depthwise_conv_2d_f32(Choices& choices) {
  std::mt19937 random = choices.random();
  DepthwiseConv2dArgs args{};
  args.rows = kOneRow;
  args.columns = choices.time_axis();
  args.batch = choices.between(1, 2);
  args.channels = choices.between(1, 96);
  args.multiplier = choices.once_in(2) ? 1 : choices.between(1, 4);
  args.clamp = choices.float_limits();
  const auto outputs = size_of(args.channels, args.multiplier);
  const GuardedBuffer<float> input(random_floats(random, inputs_of(args, args.channels)));
  const GuardedBuffer<float> filter(random_floats(random, outputs * size_of(args.columns.filter)));
  const GuardedBuffer<float> bias(random_floats(random, outputs));
  args.input = input.data();
  args.filter = filter.data();
  args.bias = choices.once_in(8) ? nullptr : bias.data();
  compare("depthwise_conv_2d_f32", &KernelTable::depthwise_conv_2d_f32, args,
          size_of(args.batch, args.columns.output) * outputs,
          static_cast<float>(args.columns.filter));
}

void fully_connected_s8(Choices& choices) {
  std::mt19937 random = choices.random();
  FullyConnectedS8Args args{};
  args.batch = choices.between(1, 3);
  args.inputs = choices.between(1, 800);
  args.outputs = choices.between(1, 130);
  choose_numbers(choices, args);
  const auto outputs = size_of(args.outputs);
  const GuardedBuffer<int8_t> input(random_bytes(random, size_of(args.batch, args.inputs)));
  const GuardedBuffer<int8_t> weights(random_bytes(random, size_of(args.outputs, args.inputs)));
  const GuardedBuffer<int32_t> bias(random_biases(random, outputs));
  const GuardedBuffer<Rescale> rescale(random_rescales(choices, random, outputs));
  args.input = input.data();
  args.weights = weights.data();
  args.bias = choices.once_in(8) ? nullptr : bias.data();
  args.rescale = rescale.data();
  compare("fully_connected_s8", &KernelTable::fully_connected_s8, args,
          size_of(args.batch, args.outputs));
}

void fully_connected_f32(Choices& choices) {
  std::mt19937 random = choices.random();
  FullyConnectedArgs args{};
  args.batch = choices.between(1, 3);
  args.inputs = choices.between(1, 800);
  args.outputs = choices.between(1, 130);
  args.clamp = choices.float_limits();
  const GuardedBuffer<float> input(random_floats(random, size_of(args.batch, args.inputs)));
  const GuardedBuffer<float> weights(random_floats(random, size_of(args.outputs, args.inputs)));
  const GuardedBuffer<float> bias(random_floats(random, size_of(args.outputs)));
  args.input = input.data();
  args.weights = weights.data();
  args.bias = choices.once_in(8) ? nullptr : bias.data();
  compare("fully_connected_f32", &KernelTable::fully_connected_f32, args,
          size_of(args.batch, args.outputs), static_cast<float>(args.inputs));
}

}  // namespace ambulo::fuzz
