// SPDX-License-Identifier: Apache-2.0
// Integer kernels of every instruction set against the reference, byte for byte, with extreme zero
// points, weights and limits.
#include <gtest/gtest.h>

#include <random>

#include "runtime/testing/each_isa.h"
#include "runtime/testing/naive_window.h"

namespace ambulo::kernels {
namespace {

using ::ambulo::testing::axis;
using ::ambulo::testing::compare_isas;
using ::ambulo::testing::expect_taken;
using ::ambulo::testing::GuardedBuffer;
using ::ambulo::testing::WindowCase;

using Bytes = GuardedBuffer<int8_t>;

constexpr int32_t kZeroPoints[] = {0, -128, 127, 5, -77};

// Everything random about one case, the same in each run.
class Numbers {
 public:
  explicit Numbers(uint32_t seed) : random_(seed), seed_(seed) {}

  std::vector<int8_t> bytes(size_t count, int32_t low = -128) {
    // Sometimes only the ends, where sums and products are largest.
    const bool ends = seed_ % 4 == 3;
    std::vector<int8_t> values(count);
    for (int8_t& value : values) {
      const int32_t inside = between(low, 127);
      value = static_cast<int8_t>(!ends ? inside : between(0, 1) != 0 ? low : 127);
    }
    return values;
  }
  std::vector<int32_t> biases(size_t count) {
    std::vector<int32_t> values(count);
    for (int32_t& value : values) value = between(-30000, 30000);
    return values;
  }
  // Mostly scales that leave differences in the output, some that enlarge or vanish.
  std::vector<Rescale> rescales(size_t count) {
    std::vector<Rescale> values(count);
    for (Rescale& value : values) {
      value = {between(1 << 30, 0x7fffffff), seed_ % 5 == 4 ? between(-31, 4) : between(-10, -5)};
    }
    return values;
  }
  // Converters never write -128, files may have it.
  int32_t least_weight() const { return seed_ % 8 < 4 ? -127 : -128; }
  int32_t input_zero_point() const { return kZeroPoints[seed_ % 5]; }
  int32_t output_zero_point() const { return kZeroPoints[seed_ / 5 % 5]; }
  IntegerClamp clamp() const {
    return seed_ % 3 == 0 ? IntegerClamp{output_zero_point(), 127} : IntegerClamp{-128, 127};
  }

 private:
  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }

  std::mt19937 random_;
  uint32_t seed_;
};

void expect_equal(const std::vector<int8_t>& actual, const std::vector<int8_t>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) ASSERT_EQ(actual[i], expected[i]) << "element " << i;
}

// Beyond the edge shapes: what HAR networks have.
std::vector<WindowCase> shapes() {
  std::vector<WindowCase> cases = ::ambulo::testing::window_cases();
  for (const int32_t channels : {3, 6, 9, 12, 24, 48, 96}) {
    for (const bool same : {false, true}) {
      cases.push_back({axis(1, 1, 1, 1, same), axis(58, 5, 1, 1, same), 1, channels});
      cases.push_back({axis(1, 1, 1, 1, same), axis(31, 2, 2, 1, same), 1, channels});
    }
  }
  return cases;
}

bool over_time(const WindowCase& c) {
  return c.rows.input == 1 && c.columns.dilation == 1;
}

TEST(Conv2dS8, of_every_isa_equals_the_reference) {
  uint32_t seed = 0;
  for (const WindowCase& c : shapes()) {
    Numbers numbers(++seed);
    const size_t channels = static_cast<size_t>(c.channels), outputs = 1 + seed % 27;
    const size_t taps = static_cast<size_t>(c.rows.filter * c.columns.filter);
    const Bytes input(numbers.bytes(input_pixels(c) * channels));
    const Bytes filter(numbers.bytes(outputs * taps * channels, numbers.least_weight()));
    const GuardedBuffer<int32_t> bias(numbers.biases(outputs));
    const GuardedBuffer<Rescale> rescale(numbers.rescales(outputs));
    Conv2dS8Args args{};
    args.input = input.data();
    args.filter = filter.data();
    args.bias = seed % 7 != 0 ? bias.data() : nullptr;
    args.rescale = rescale.data();
    args.batch = c.batch;
    args.input_channels = c.channels;
    args.output_channels = static_cast<int32_t>(outputs);
    args.rows = c.rows;
    args.columns = c.columns;
    args.input_zero_point = numbers.input_zero_point();
    args.output_zero_point = numbers.output_zero_point();
    args.clamp = numbers.clamp();
    if (over_time(c)) expect_taken(&KernelTable::conv_2d_s8, args);
    compare_isas(&KernelTable::conv_2d_s8, args, output_pixels(c) * outputs, expect_equal);
  }
}

TEST(DepthwiseConv2dS8, of_every_isa_equals_the_reference) {
  uint32_t seed = 0;
  for (const WindowCase& c : shapes()) {
    Numbers numbers(++seed);
    const int32_t multiplier = 1 + static_cast<int32_t>(seed % 3);
    const size_t channels = static_cast<size_t>(c.channels);
    const size_t outputs = channels * static_cast<size_t>(multiplier);
    const size_t taps = static_cast<size_t>(c.rows.filter * c.columns.filter);
    const Bytes input(numbers.bytes(input_pixels(c) * channels));
    const Bytes filter(numbers.bytes(taps * outputs));
    const GuardedBuffer<int32_t> bias(numbers.biases(outputs));
    const GuardedBuffer<Rescale> rescale(numbers.rescales(outputs));
    DepthwiseConv2dS8Args args{};
    args.input = input.data();
    args.filter = filter.data();
    args.bias = seed % 7 != 0 ? bias.data() : nullptr;
    args.rescale = rescale.data();
    args.batch = c.batch;
    args.channels = c.channels;
    args.multiplier = multiplier;
    args.rows = c.rows;
    args.columns = c.columns;
    args.input_zero_point = numbers.input_zero_point();
    args.output_zero_point = numbers.output_zero_point();
    args.clamp = numbers.clamp();
    if (over_time(c) && multiplier == 1) expect_taken(&KernelTable::depthwise_conv_2d_s8, args);
    compare_isas(&KernelTable::depthwise_conv_2d_s8, args, output_pixels(c) * outputs,
                 expect_equal);
  }
}

TEST(FullyConnectedS8, of_every_isa_equals_the_reference) {
  uint32_t seed = 0;
  for (const int32_t batch : {1, 3}) {
    for (const int32_t inputs : {1, 2, 7, 15, 16, 17, 31, 32, 33, 50, 528, 768}) {
      for (const int32_t outputs : {1, 3, 4, 6, 17, 50}) {
        Numbers numbers(++seed);
        const size_t o = static_cast<size_t>(outputs), i = static_cast<size_t>(inputs);
        const size_t n = static_cast<size_t>(batch);
        const Bytes input(numbers.bytes(n * i)),
            weights(numbers.bytes(o * i, numbers.least_weight()));
        const GuardedBuffer<int32_t> bias(numbers.biases(o));
        const GuardedBuffer<Rescale> rescale(numbers.rescales(o));
        FullyConnectedS8Args args{};
        args.input = input.data();
        args.weights = weights.data();
        args.bias = seed % 7 != 0 ? bias.data() : nullptr;
        args.rescale = rescale.data();
        args.batch = batch;
        args.inputs = inputs;
        args.outputs = outputs;
        args.input_zero_point = numbers.input_zero_point();
        args.output_zero_point = numbers.output_zero_point();
        args.clamp = numbers.clamp();
        expect_taken(&KernelTable::fully_connected_s8, args);
        compare_isas(&KernelTable::fully_connected_s8, args, n * o, expect_equal);
      }
    }
  }
}

TEST(PoolingS8, of_every_isa_equals_the_reference) {
  uint32_t seed = 0;
  for (const WindowCase& c : shapes()) {
    if (c.rows.dilation != 1 || c.columns.dilation != 1) continue;
    Numbers numbers(++seed);
    const size_t channels = static_cast<size_t>(c.channels);
    const Bytes input(numbers.bytes(input_pixels(c) * channels));
    PoolS8Args args{};
    args.input = input.data();
    args.batch = c.batch;
    args.channels = c.channels;
    args.rows = c.rows;
    args.columns = c.columns;
    args.clamp = numbers.clamp();
    for (const auto entry : {&KernelTable::max_pool_2d_s8, &KernelTable::average_pool_2d_s8}) {
      if (over_time(c)) expect_taken(entry, args);
      compare_isas(entry, args, output_pixels(c) * channels, expect_equal);
    }
  }
}

TEST(SoftmaxS8, of_every_isa_equals_the_reference) {
  uint32_t seed = 0;
  for (const int32_t depth : {1, 2, 3, 4, 5, 6, 12, 33, 256}) {
    for (const int32_t shift : {1, 8, 20, 28}) {
      Numbers numbers(++seed);
      constexpr int32_t kRows = 3;
      const size_t count = kRows * static_cast<size_t>(depth);
      const Bytes input(numbers.bytes(count));
      const int64_t largest = int64_t{31} << 26;
      const SoftmaxS8Args args = {input.data(),
                                  nullptr,
                                  kRows,
                                  depth,
                                  1 << 30,
                                  shift,
                                  -static_cast<int32_t>(largest >> shift)};
      expect_taken(&KernelTable::softmax_s8, args);
      compare_isas(&KernelTable::softmax_s8, args, count, expect_equal);
    }
  }
}

}  // namespace
}  // namespace ambulo::kernels
