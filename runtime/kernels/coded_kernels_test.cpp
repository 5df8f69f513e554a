// SPDX-License-Identifier: Apache-2.0
// Kernels that read weights as codes against those that read them plain, byte for byte, in memory
// of exactly the size that the codes, their table and a decoded row take.
#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <string>
#include <vector>

#include "runtime/testing/each_isa.h"
#include "runtime/testing/naive_window.h"

namespace ambulo::kernels {
namespace {

using ::ambulo::testing::axis;
using ::ambulo::testing::GuardedBuffer;
using ::ambulo::testing::run_kernel;
using ::ambulo::testing::WindowCase;
using Bytes = GuardedBuffer<int8_t>;

// How the codes lie: of 1 to 7 bits, or as INT4.
struct Layout {
  uint32_t width;
  bool low_first;
};
constexpr Layout kLayouts[] = {{1, false}, {2, false}, {3, false}, {4, false},
                               {5, false}, {6, false}, {7, false}, {4, true}};

// The same random weights twice.
struct Weights {
  Weights(const std::vector<int8_t>& values, const std::vector<uint8_t>& bits,
          const std::vector<int8_t>& entries, Layout how)
      : plain(values), codes(bits), table(entries), layout(how) {}

  Bytes plain;
  GuardedBuffer<uint8_t> codes;
  Bytes table;
  Layout layout;

  WeightCodes coded() const {
    return {codes.data(), layout.low_first ? kInt4Values : table.data(), layout.width,
            layout.low_first};
  }
};

class Random {
 public:
  explicit Random(uint32_t seed) : random_(seed) {}

  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }
  template <typename T>
  std::vector<T> values(size_t count, int32_t low, int32_t high) {
    std::vector<T> result(count);
    for (T& value : result) value = static_cast<T>(between(low, high));
    return result;
  }
  std::vector<Rescale> rescales(size_t count) {
    std::vector<Rescale> result(count);
    for (Rescale& by : result) by = {between(1 << 30, 0x7fffffff), between(-10, -5)};
    return result;
  }

 private:
  std::mt19937 random_;
};

// Bit i of the stream, written out from the two definitions and not by way of decode().
size_t bit_place(Layout layout, size_t i, uint32_t bit) {
  const size_t at = i * layout.width;
  if (layout.low_first) return at + bit;
  const size_t from_top = at + layout.width - 1 - bit;
  return from_top / 8 * 8 + 7 - from_top % 8;
}

void make(std::deque<Weights>& out, Random& random, size_t count, Layout layout) {
  const int32_t entries = 1 << layout.width;
  const auto table = random.values<int8_t>(static_cast<size_t>(entries), -128, 127);
  std::vector<int8_t> plain(count);
  std::vector<uint8_t> codes((count * layout.width + 7) / 8);
  for (size_t i = 0; i < count; ++i) {
    const int32_t code = random.between(0, entries - 1);
    const int32_t nibble = code < 8 ? code : code - 16;
    plain[i] = layout.low_first ? static_cast<int8_t>(nibble) : table[static_cast<size_t>(code)];
    for (uint32_t bit = 0; bit < layout.width; ++bit) {
      const size_t place = bit_place(layout, i, bit);
      const int32_t set = (code >> bit & 1) << (place % 8);
      codes[place / 8] = static_cast<uint8_t>(codes[place / 8] | set);
    }
  }
  out.emplace_back(plain, codes, table, layout);
}

template <typename Args, typename Coded>
void expect_same(Kernel<Args> plain_kernel, Args plain, Kernel<Coded> coded_kernel, Coded coded,
                 size_t count) {
  const Bytes expected(count), actual(count);
  plain.output = expected.data();
  coded.output = actual.data();
  run_kernel(plain_kernel, plain);
  run_kernel(coded_kernel, coded);
  ASSERT_EQ(actual.values(), expected.values());
}

const KernelTable& reference() {
  return *table_of(Isa::reference);
}

std::vector<WindowCase> shapes() {
  std::vector<WindowCase> cases = ::ambulo::testing::window_cases();
  cases.push_back({axis(1, 1, 1, 1, true), axis(58, 5, 1, 1, true), 1, 24});
  return cases;
}

class CodedKernels : public ::testing::TestWithParam<Layout> {};

TEST_P(CodedKernels, conv_2d_gives_the_bytes_of_plain_weights) {
  uint32_t seed = 0;
  for (const WindowCase& c : shapes()) {
    Random random(++seed);
    const size_t channels = static_cast<size_t>(c.channels), outputs = 1 + seed % 9;
    const size_t terms = static_cast<size_t>(c.rows.filter * c.columns.filter) * channels;
    std::deque<Weights> filter;
    make(filter, random, outputs * terms, GetParam());
    const Bytes input(random.values<int8_t>(input_pixels(c) * channels, -128, 127));
    const GuardedBuffer<int32_t> bias(random.values<int32_t>(outputs, -30000, 30000));
    const GuardedBuffer<Rescale> rescale(random.rescales(outputs));
    Conv2dS8Args args{};
    args.input = input.data();
    args.bias = seed % 5 != 0 ? bias.data() : nullptr;
    args.rescale = rescale.data();
    args.batch = c.batch;
    args.input_channels = c.channels;
    args.output_channels = static_cast<int32_t>(outputs);
    args.rows = c.rows, args.columns = c.columns;
    args.input_zero_point = random.between(-128, 127);
    args.output_zero_point = random.between(-128, 127);
    args.clamp = {-128, 127};
    const Conv2dCodedS8Args coded{args, filter[0].coded()};
    args.filter = filter[0].plain.data();
    expect_same(reference().conv_2d_s8, args, reference().conv_2d_coded_s8, coded,
                output_pixels(c) * outputs);
  }
}

TEST_P(CodedKernels, depthwise_conv_2d_gives_the_bytes_of_plain_weights) {
  uint32_t seed = 0;
  for (const WindowCase& c : shapes()) {
    Random random(++seed);
    const int32_t multiplier = 1 + static_cast<int32_t>(seed % 3);
    const size_t outputs = static_cast<size_t>(c.channels * multiplier);
    std::deque<Weights> filter;
    make(filter, random, static_cast<size_t>(c.rows.filter * c.columns.filter) * outputs,
         GetParam());
    const Bytes input(
        random.values<int8_t>(input_pixels(c) * static_cast<size_t>(c.channels), -128, 127));
    const GuardedBuffer<int32_t> bias(random.values<int32_t>(outputs, -30000, 30000));
    const GuardedBuffer<Rescale> rescale(random.rescales(outputs));
    DepthwiseConv2dS8Args args{};
    args.input = input.data();
    args.bias = bias.data();
    args.rescale = rescale.data();
    args.batch = c.batch;
    args.channels = c.channels;
    args.multiplier = multiplier;
    args.rows = c.rows, args.columns = c.columns;
    args.input_zero_point = random.between(-128, 127);
    args.clamp = {-128, 127};
    const DepthwiseConv2dCodedS8Args coded{args, filter[0].coded()};
    args.filter = filter[0].plain.data();
    expect_same(reference().depthwise_conv_2d_s8, args, reference().depthwise_conv_2d_coded_s8,
                coded, output_pixels(c) * outputs);
  }
}

TEST_P(CodedKernels, fully_connected_gives_the_bytes_of_plain_weights) {
  uint32_t seed = 0;
  for (const int32_t batch : {1, 3}) {
    for (const int32_t inputs : {1, 2, 7, 8, 33, 528}) {
      for (const int32_t outputs : {1, 3, 6, 17}) {
        Random random(++seed);
        const size_t o = static_cast<size_t>(outputs), i = static_cast<size_t>(inputs);
        const size_t rows = static_cast<size_t>(batch);
        std::deque<Weights> weights;
        make(weights, random, o * i, GetParam());
        const Bytes input(random.values<int8_t>(rows * i, -128, 127));
        const GuardedBuffer<int32_t> bias(random.values<int32_t>(o, -30000, 30000));
        const GuardedBuffer<Rescale> rescale(random.rescales(o));
        FullyConnectedS8Args args{};
        args.input = input.data();
        args.bias = seed % 5 != 0 ? bias.data() : nullptr;
        args.rescale = rescale.data();
        args.batch = batch, args.inputs = inputs, args.outputs = outputs;
        args.input_zero_point = random.between(-128, 127);
        args.output_zero_point = random.between(-128, 127);
        args.clamp = {-128, 127};
        const FullyConnectedCodedS8Args coded{args, weights[0].coded()};
        args.weights = weights[0].plain.data();
        expect_same(reference().fully_connected_s8, args, reference().fully_connected_coded_s8,
                    coded, rows * o);
      }
    }
  }
}

TEST_P(CodedKernels, the_lstm_gives_the_bytes_and_states_of_plain_weights) {
  constexpr int32_t kBatch = 2, kSteps = 9;
  for (const int32_t inputs : {1, 6, 21}) {
    for (const int32_t cells : {1, 5, 20}) {
      Random random(static_cast<uint32_t>(inputs * 100 + cells));
      const size_t h = static_cast<size_t>(cells), x = static_cast<size_t>(inputs);
      std::deque<Weights> matrices;
      std::deque<GuardedBuffer<int32_t>> biases;
      LstmCodedS8Args coded{};
      LstmS8Args plain{};
      const auto bias = [&] {
        return biases.emplace_back(random.values<int32_t>(h, -20000, 20000)).data();
      };
      const auto matrix = [&](size_t columns, const int8_t*& values, WeightCodes& codes) {
        make(matrices, random, h * columns, GetParam());
        values = matrices.back().plain.data();
        codes = matrices.back().coded();
      };
      for (size_t g = 0; g < 4; ++g) {
        matrix(x, plain.weights[g], coded.weight_codes[g]);
        matrix(h, plain.recurrent[g], coded.recurrent_codes[g]);
        plain.input_bias[g] = bias();
        plain.recurrent_bias[g] = bias();
        plain.input_rescale[g] = {1 << 30, -4};
        plain.recurrent_rescale[g] = {1 << 30, -4};
      }
      plain.hidden_rescale = {1 << 30, -21};
      plain.batch = kBatch, plain.steps = kSteps, plain.inputs = inputs, plain.cells = cells;
      plain.batch_stride = kSteps, plain.step_stride = 1;
      plain.cell_scale_log2 = -12;
      const Bytes input(random.values<int8_t>(kBatch * kSteps * x, -128, 127));
      plain.input = input.data();
      const auto start = random.values<int8_t>(kBatch * h, -128, 127);
      const auto cell = random.values<int16_t>(kBatch * h, -32768, 32767);
      const Bytes hidden_plain(start), hidden_coded(start);
      const GuardedBuffer<int16_t> cell_plain(cell), cell_coded(cell);
      plain.hidden = hidden_plain.data(), plain.cell = cell_plain.data();
      static_cast<LstmS8Args&>(coded) = plain;
      for (size_t g = 0; g < 4; ++g) coded.weights[g] = coded.recurrent[g] = nullptr;
      coded.hidden = hidden_coded.data(), coded.cell = cell_coded.data();
      expect_same(reference().unidirectional_sequence_lstm_s8, plain,
                  reference().unidirectional_sequence_lstm_coded_s8, coded, kBatch * kSteps * h);
      EXPECT_EQ(hidden_coded.values(), hidden_plain.values());
      EXPECT_EQ(cell_coded.values(), cell_plain.values());
    }
  }
}

TEST_P(CodedKernels, decode_gives_the_plain_weights_of_any_number) {
  for (size_t count = 1; count <= 40; ++count) {
    Random random(static_cast<uint32_t>(count));
    std::deque<Weights> weights;
    make(weights, random, count, GetParam());
    const Bytes output(count);
    reference().decode_s8.run({weights[0].coded(), output.data(), count});
    ASSERT_EQ(output.values(), weights[0].plain.values()) << count;
  }
}

INSTANTIATE_TEST_SUITE_P(EveryLayout, CodedKernels, ::testing::ValuesIn(kLayouts),
                         [](const auto& tested) {
                           return (tested.param.low_first ? "int4_" : "width_") +
                                  std::to_string(tested.param.width);
                         });

}  // namespace
}  // namespace ambulo::kernels
