// SPDX-License-Identifier: Apache-2.0
// Kernels of every instruction set that the CPU has against the reference: the input chooses
// kernel, shape, zero points, limits and the seed of the numbers. Integers must be equal, floats
// within 1e-5 of the sum of magnitudes; each buffer has exactly its size.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

#include "runtime/kernels/dispatch.h"
#include "runtime/testing/guarded_buffer.h"

namespace {

using namespace ambulo;
using namespace ambulo::kernels;
using testing::GuardedBuffer;

class Choices {
 public:
  Choices(const uint8_t* data, size_t size) : data_(data), size_(size) {}

  // 0 once the input is used up.
  uint8_t byte() { return at_ < size_ ? data_[at_++] : 0; }
  int32_t between(int32_t low, int32_t high) {
    return low + (byte() * 256 + byte()) % (high - low + 1);
  }
  std::mt19937 random() { return std::mt19937(static_cast<uint32_t>(between(0, 65535))); }

 private:
  const uint8_t* data_;
  size_t size_, at_ = 0;
};

std::vector<int8_t> bytes(std::mt19937& random, size_t count) {
  std::vector<int8_t> values(count);
  for (int8_t& value : values) value = static_cast<int8_t>(random() % 256);
  return values;
}

std::vector<float> floats(std::mt19937& random, size_t count) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random() % 2001) * 1e-3f - 1.0f;
  return values;
}

std::vector<int32_t> biases(std::mt19937& random, size_t count) {
  std::vector<int32_t> values(count);
  for (int32_t& value : values) value = static_cast<int32_t>(random() % 60001) - 30000;
  return values;
}

std::vector<Rescale> rescales(Choices& choices, std::mt19937& random, size_t count) {
  const int32_t shift = choices.between(-31, 3);
  std::vector<Rescale> values(count);
  for (Rescale& value : values) {
    value = {static_cast<int32_t>((1u << 30) + random() % (1u << 30)),
             shift + static_cast<int32_t>(random() % 4)};
  }
  return values;
}

bool agree(int8_t a, int8_t b, float) {
  return a == b;
}
bool agree(float a, float b, float magnitude) {
  return std::fabs(a - b) <= 1e-5f * (magnitude > 1.0f ? magnitude : 1.0f);
}

template <typename Args>
auto run(const Kernel<Args>& kernel, Args args, size_t outputs) {
  using T = std::remove_pointer_t<decltype(args.output)>;
  const GuardedBuffer<T> output(outputs);
  args.output = output.data();
  const GuardedBuffer<uint8_t> packed(kernel.packed_bytes ? kernel.packed_bytes(args) : 0, 16);
  const GuardedBuffer<uint8_t> scratch(kernel.scratch_bytes ? kernel.scratch_bytes(args) : 0, 16);
  if constexpr (kHasMemory<Args>) {
    if (kernel.pack != nullptr) kernel.pack(args, packed.data());
    args.memory = {packed.data(), scratch.data()};
  }
  kernel.run(args);
  return output.values();
}

template <typename Args>
void compare(const char* name, KernelEntry<Args> entry, const Args& args, size_t outputs,
             float magnitude = 1.0f) {
  const auto expected = run(reference::kKernels.*entry, args, outputs);
  IsaSet isas;
  if (available_isas(isas) != Status::Ok) return;
  for (int i = 1; i < kIsaCount; ++i) {
    const Isa isa = static_cast<Isa>(i);
    if (!isas.has(isa)) continue;
    const Kernel<Args>& kernel = table_of(isa)->*entry;
    if (kernel.run == nullptr || (kernel.takes != nullptr && !kernel.takes(args))) continue;
    const auto actual = run(kernel, args, outputs);
    for (size_t k = 0; k < outputs; ++k) {
      if (agree(actual[k], expected[k], magnitude)) continue;
      std::fprintf(stderr, "%s, %s: element %zu is %g, the reference has %g\n", name, isa_name(isa),
                   k, static_cast<double>(actual[k]), static_cast<double>(expected[k]));
      __builtin_trap();
    }
  }
}

WindowAxis time_axis(Choices& choices) {
  WindowAxis axis{};
  axis.filter = choices.between(1, 9);
  axis.stride = choices.between(1, 4);
  axis.dilation = choices.byte() % 4 == 0 ? choices.between(1, 3) : 1;
  const int32_t extent = (axis.filter - 1) * axis.dilation + 1;
  axis.pad = choices.byte() % 2 == 0 ? 0 : extent / 2;
  axis.input = choices.between(extent, extent + 140);
  axis.output = (axis.input + 2 * axis.pad - extent) / axis.stride + 1;
  if (axis.pad > 0) axis.output = (axis.input + axis.stride - 1) / axis.stride;
  return axis;
}

constexpr WindowAxis kOneRow{1, 1, 1, 1, 1, 0};

IntegerClamp limits(Choices& choices) {
  const int32_t low = choices.byte() % 2 == 0 ? -128 : choices.between(-128, 0);
  return {low, choices.byte() % 2 == 0 ? 127 : choices.between(low, 127)};
}

void conv_2d_s8(Choices& choices) {
  std::mt19937 random = choices.random();
  Conv2dS8Args args{};
  args.rows = kOneRow;
  args.columns = time_axis(choices);
  args.batch = choices.between(1, 2);
  args.input_channels = choices.between(1, 96);
  args.output_channels = choices.between(1, 96);
  args.input_zero_point = choices.between(-128, 127);
  args.output_zero_point = choices.between(-128, 127);
  args.clamp = limits(choices);
  const auto inputs = static_cast<size_t>(args.batch * args.columns.input * args.input_channels);
  const auto outputs = static_cast<size_t>(args.output_channels);
  const GuardedBuffer<int8_t> input(bytes(random, inputs));
  const GuardedBuffer<int8_t> filter(
      bytes(random, outputs * static_cast<size_t>(args.columns.filter * args.input_channels)));
  const GuardedBuffer<int32_t> bias(biases(random, outputs));
  const GuardedBuffer<Rescale> rescale(rescales(choices, random, outputs));
  args.input = input.data();
  args.filter = filter.data();
  args.bias = choices.byte() % 8 == 0 ? nullptr : bias.data();
  args.rescale = rescale.data();
  compare("conv_2d_s8", &KernelTable::conv_2d_s8, args,
          static_cast<size_t>(args.batch * args.columns.output) * outputs);
}

void conv_2d_f32(Choices& choices) {
  std::mt19937 random = choices.random();
  Conv2dArgs args{};
  args.rows = kOneRow;
  args.columns = time_axis(choices);
  args.batch = choices.between(1, 2);
  args.input_channels = choices.between(1, 96);
  args.output_channels = choices.between(1, 96);
  args.clamp = {choices.byte() % 2 == 0 ? -INFINITY : 0.0f, INFINITY};
  const auto inputs = static_cast<size_t>(args.batch * args.columns.input * args.input_channels);
  const auto outputs = static_cast<size_t>(args.output_channels);
  const int32_t terms = args.columns.filter * args.input_channels;
  const GuardedBuffer<float> input(floats(random, inputs));
  const GuardedBuffer<float> filter(floats(random, outputs * static_cast<size_t>(terms)));
  const GuardedBuffer<float> bias(floats(random, outputs));
  args.input = input.data();
  args.filter = filter.data();
  args.bias = choices.byte() % 8 == 0 ? nullptr : bias.data();
  compare("conv_2d_f32", &KernelTable::conv_2d_f32, args,
          static_cast<size_t>(args.batch * args.columns.output) * outputs,
          static_cast<float>(terms));
}

void fully_connected_s8(Choices& choices) {
  std::mt19937 random = choices.random();
  FullyConnectedS8Args args{};
  args.batch = choices.between(1, 3);
  args.inputs = choices.between(1, 800);
  args.outputs = choices.between(1, 130);
  args.input_zero_point = choices.between(-128, 127);
  args.output_zero_point = choices.between(-128, 127);
  args.clamp = limits(choices);
  const auto outputs = static_cast<size_t>(args.outputs);
  const GuardedBuffer<int8_t> input(bytes(random, static_cast<size_t>(args.batch * args.inputs)));
  const GuardedBuffer<int8_t> weights(bytes(random, outputs * static_cast<size_t>(args.inputs)));
  const GuardedBuffer<int32_t> bias(biases(random, outputs));
  const GuardedBuffer<Rescale> rescale(rescales(choices, random, outputs));
  args.input = input.data();
  args.weights = weights.data();
  args.bias = choices.byte() % 8 == 0 ? nullptr : bias.data();
  args.rescale = rescale.data();
  compare("fully_connected_s8", &KernelTable::fully_connected_s8, args,
          static_cast<size_t>(args.batch) * outputs);
}

void fully_connected_f32(Choices& choices) {
  std::mt19937 random = choices.random();
  FullyConnectedArgs args{};
  args.batch = choices.between(1, 3);
  args.inputs = choices.between(1, 800);
  args.outputs = choices.between(1, 130);
  args.clamp = {choices.byte() % 2 == 0 ? -INFINITY : 0.0f, INFINITY};
  const auto outputs = static_cast<size_t>(args.outputs);
  const GuardedBuffer<float> input(floats(random, static_cast<size_t>(args.batch * args.inputs)));
  const GuardedBuffer<float> weights(floats(random, outputs * static_cast<size_t>(args.inputs)));
  const GuardedBuffer<float> bias(floats(random, outputs));
  args.input = input.data();
  args.weights = weights.data();
  args.bias = choices.byte() % 8 == 0 ? nullptr : bias.data();
  compare("fully_connected_f32", &KernelTable::fully_connected_f32, args,
          static_cast<size_t>(args.batch) * outputs, static_cast<float>(args.inputs));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr void (*kCases[])(Choices&) = {conv_2d_s8, conv_2d_f32, fully_connected_s8,
                                          fully_connected_f32};
  Choices choices(data, size);
  kCases[choices.byte() % std::size(kCases)](choices);
  return 0;
}
