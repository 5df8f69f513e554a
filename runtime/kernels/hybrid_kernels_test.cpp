// SPDX-License-Identifier: Apache-2.0
// Hybrid kernels of every instruction set against the reference: the same numbers, since inputs are
// quantised alike, sums are exact and floats are multiplied in the same order.
#include <gtest/gtest.h>

#include <deque>
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

struct LstmResults {
  std::vector<float> output, hidden, cell;
  bool operator==(const LstmResults&) const = default;
};

struct LstmCase {
  int32_t batch, steps, inputs, cells;
  bool asymmetric, time_major = false;
  float clip = 0.0f, scale = 1.0f;  // of the input
};

LstmResults run_lstm(Isa isa, const LstmCase& c) {
  const auto of = [](int32_t a, int32_t b, int32_t d = 1) {
    return static_cast<size_t>(a) * static_cast<size_t>(b) * static_cast<size_t>(d);
  };
  std::deque<GuardedBuffer<int8_t>> matrices;
  std::deque<Floats> biases;
  LstmHybridArgs args{};
  for (uint32_t g = 0; g < 4; ++g) {
    args.weights[g] = matrices.emplace_back(weights(of(c.cells, c.inputs), g)).data();
    args.recurrent[g] = matrices.emplace_back(weights(of(c.cells, c.cells), 9 + g)).data();
    args.bias[g] = biases.emplace_back(random_values(of(c.cells, 1), 20 + g, 1.0f)).data();
    args.weight_scales[g] = 0.004f + 0.001f * static_cast<float>(g);
    args.recurrent_scales[g] = 0.003f;
  }
  const Floats input(random_values(of(c.batch, c.steps, c.inputs), 1, c.scale));
  const Floats hidden(random_values(of(c.batch, c.cells), 2, 1.0f));
  const Floats cell(random_values(of(c.batch, c.cells), 3, 2.0f));
  const Floats output(of(c.batch, c.steps, c.cells));
  args.input = input.data(), args.output = output.data();
  args.hidden = hidden.data(), args.cell = cell.data();
  args.batch = c.batch, args.steps = c.steps, args.inputs = c.inputs, args.cells = c.cells;
  args.batch_stride = c.time_major ? 1 : c.steps;
  args.step_stride = c.time_major ? c.batch : 1;
  args.cell_clip = c.clip;
  args.asymmetric = c.asymmetric;
  ::ambulo::testing::run_kernel(table_of(isa)->unidirectional_sequence_lstm_hybrid, args);
  return {output.values(), hidden.values(), cell.values()};
}

void compare_lstm(const LstmCase& c) {
  const LstmResults expected = run_lstm(Isa::reference, c);
  for (const Isa isa : ::ambulo::testing::faster_isas()) {
    if (table_of(isa)->unidirectional_sequence_lstm_hybrid.run == nullptr) continue;
    ASSERT_TRUE(run_lstm(isa, c) == expected) << isa_name(isa) << ": " << c.batch << " x "
                                              << c.steps << " x " << c.inputs << " to " << c.cells;
  }
}

TEST(LstmHybrid, of_every_isa_equals_the_reference_over_edge_shapes) {
  for (const int32_t cells : {1, 7, 8, 9, 15, 16, 17, 33, 64, 70}) {
    for (const int32_t count : {1, 3, 6, 12, 20}) {
      for (const int32_t steps : {1, 2, 9}) {
        for (const bool asymmetric : {false, true}) {
          compare_lstm({1, steps, count, cells, asymmetric});
        }
      }
    }
  }
}

TEST(LstmHybrid, of_every_isa_equals_the_reference_over_long_sequences) {
  compare_lstm({1, 128, 12, 64, false});
  compare_lstm({2, 60, 6, 20, true, true});
  compare_lstm({2, 60, 6, 20, false, false, 0.3f});
  compare_lstm({1, 40, 6, 20, false, false, 0.0f, 1e4f});
}

}  // namespace
}  // namespace ambulo::kernels
