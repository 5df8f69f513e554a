// SPDX-License-Identifier: Apache-2.0
// int8 LSTM kernels of every instruction set against the reference, byte for byte: outputs and both
// states, over edge shapes and extreme numbers, in memory of exactly the size that is asked for.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <random>
#include <vector>

#include "runtime/testing/each_isa.h"

namespace ambulo::kernels {
namespace {

using ::ambulo::testing::faster_isas;
using ::ambulo::testing::GuardedBuffer;
using ::ambulo::testing::run_kernel;

struct Case {
  int32_t batch, steps, inputs, cells;
  bool time_major = false;
  int32_t cell_scale_log2 = -12, hidden_zero_point = 0;
  int16_t cell_clip = 0;
  bool extreme = false;  // weights and inputs at their ends, large biases, any factor
};

struct Results {
  std::vector<int8_t> output, hidden;
  std::vector<int16_t> cell;
};

size_t size(int32_t a, int32_t b = 1, int32_t c = 1) {
  return static_cast<size_t>(a) * static_cast<size_t>(b) * static_cast<size_t>(c);
}

class Numbers {
 public:
  explicit Numbers(bool extreme) : extreme_(extreme) {}

  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }
  template <typename T>
  std::vector<T> values(size_t count, int32_t low, int32_t high) {
    std::vector<T> out(count);
    for (T& value : out) {
      const int32_t end = between(0, 1) != 0 ? low : high;
      value = static_cast<T>(extreme_ ? end : between(low, high));
    }
    return out;
  }
  Rescale rescale() {
    return {between(1 << 30, 0x7fffffff), extreme_ ? between(-31, 5) : between(-6, -2)};
  }

 private:
  std::mt19937 random_{7};
  bool extreme_;
};

Results run(Isa isa, const Case& c) {
  Numbers numbers(c.extreme);
  LstmS8Args args{};
  std::deque<GuardedBuffer<int8_t>> weights;
  std::deque<GuardedBuffer<int32_t>> biases;
  const auto matrix = [&](int32_t columns) {
    weights.emplace_back(numbers.values<int8_t>(size(c.cells, columns), -127, 127));
    return weights.back().data();
  };
  const auto bias = [&] {
    const int32_t limit = c.extreme ? 0x7fffffff : 20000;
    biases.emplace_back(numbers.values<int32_t>(size(c.cells), -limit, limit));
    return biases.back().data();
  };
  for (size_t g = 0; g < 4; ++g) {
    args.weights[g] = matrix(c.inputs);
    args.recurrent[g] = matrix(c.cells);
    args.input_bias[g] = bias();
    args.recurrent_bias[g] = bias();
    args.input_rescale[g] = numbers.rescale();
    args.recurrent_rescale[g] = numbers.rescale();
  }
  args.hidden_rescale = {numbers.between(1 << 30, 0x7fffffff), c.extreme ? -3 : -21};
  const GuardedBuffer<int8_t> input(
      numbers.values<int8_t>(size(c.batch, c.steps, c.inputs), -128, 127));
  const GuardedBuffer<int8_t> hidden(numbers.values<int8_t>(size(c.batch, c.cells), -128, 127));
  const GuardedBuffer<int16_t> cell(numbers.values<int16_t>(size(c.batch, c.cells), -32768, 32767));
  const GuardedBuffer<int8_t> output(size(c.batch, c.steps, c.cells));
  args.input = input.data();
  args.hidden = hidden.data();
  args.cell = cell.data();
  args.output = output.data();
  args.batch = c.batch, args.steps = c.steps, args.inputs = c.inputs, args.cells = c.cells;
  args.batch_stride = c.time_major ? 1 : c.steps;
  args.step_stride = c.time_major ? c.batch : 1;
  args.cell_scale_log2 = c.cell_scale_log2;
  args.hidden_zero_point = c.hidden_zero_point;
  args.cell_clip = c.cell_clip;
  run_kernel(table_of(isa)->unidirectional_sequence_lstm_s8, args);
  return {output.values(), hidden.values(), cell.values()};
}

void compare(const Case& c) {
  std::optional<Results> expected;
  for (const Isa isa : faster_isas()) {
    if (table_of(isa)->unidirectional_sequence_lstm_s8.run == nullptr) continue;
    if (!expected) expected = run(Isa::reference, c);
    SCOPED_TRACE(::testing::Message() << isa_name(isa) << ": " << c.batch << " x " << c.steps
                                      << " x " << c.inputs << " to " << c.cells);
    const Results actual = run(isa, c);
    ASSERT_EQ(actual.output, expected->output);
    ASSERT_EQ(actual.hidden, expected->hidden);
    ASSERT_EQ(actual.cell, expected->cell);
  }
  if (!expected) GTEST_SKIP() << "no ISA of this build and CPU has an int8 LSTM kernel";
}

TEST(LstmS8Kernels, equal_the_reference_over_edge_shapes) {
  for (const int32_t cells : {1, 2, 7, 8, 15, 16, 17, 31, 32, 33, 64, 65, 70}) {
    for (const int32_t inputs : {1, 3, 4, 6, 12, 20}) {
      for (const int32_t steps : {1, 2, 5, 40}) compare({1, steps, inputs, cells});
    }
  }
}

TEST(LstmS8Kernels, equal_the_reference_with_every_scale_of_the_cell_state) {
  for (int32_t log2 = -15; log2 <= -9; ++log2) compare({2, 30, 6, 20, false, log2});
}

TEST(LstmS8Kernels, equal_the_reference_with_extreme_zero_points_and_limits) {
  for (const int32_t zero_point : {-128, -5, 127}) {
    for (const int16_t clip : {int16_t{0}, int16_t{1}, int16_t{20480}, int16_t{32767}}) {
      compare({1, 20, 6, 20, false, -11, zero_point, clip});
    }
  }
}

TEST(LstmS8Kernels, equal_the_reference_where_everything_saturates) {
  for (int32_t log2 = -15; log2 <= -9; ++log2) compare({2, 12, 12, 33, false, log2, 3, 0, true});
}

// Sums of the gates are their biases here: 256 cells go through all 65,536 of them in 256 runs. The
// cell state shows each gate with 15 bits.
TEST(LstmS8Kernels, squash_every_number_as_the_reference_does) {
  constexpr int32_t kCells = 256;
  constexpr Rescale kOne = {1 << 30, 1};
  const GuardedBuffer<int8_t> zeros(size_t{kCells} * kCells);
  const GuardedBuffer<int32_t> none(kCells), sums(kCells), most(kCells);
  const GuardedBuffer<int8_t> input(1), hidden(kCells), output(kCells);
  const GuardedBuffer<int16_t> cell(kCells);
  LstmS8Args args{};
  args.batch = args.steps = args.inputs = args.batch_stride = args.step_stride = 1;
  args.cells = kCells;
  args.hidden_rescale = {1 << 30, -21};
  args.input = input.data(), args.hidden = hidden.data();
  args.cell = cell.data(), args.output = output.data();
  for (size_t g = 0; g < 4; ++g) {
    args.weights[g] = args.recurrent[g] = zeros.data();
    args.recurrent_bias[g] = none.data();
    args.input_rescale[g] = args.recurrent_rescale[g] = kOne;
  }
  const auto run_on = [&](Isa isa) {
    std::fill_n(hidden.data(), kCells, int8_t{0});
    std::fill_n(cell.data(), kCells, int16_t{32767});
    run_kernel(table_of(isa)->unidirectional_sequence_lstm_s8, args);
    std::vector<int16_t> results = cell.values();
    for (const int8_t h : output.values()) results.push_back(h);
    return results;
  };
  std::fill_n(most.data(), kCells, 32767);
  for (int32_t first = -32768; first < 32768; first += kCells) {
    for (int32_t c = 0; c < kCells; ++c) sums.data()[c] = first + c;
    for (size_t tested = 0; tested < 4; ++tested) {
      for (size_t g = 0; g < 4; ++g) args.input_bias[g] = g == tested ? sums.data() : most.data();
      // Without a candidate or an input gate the sum of both products would saturate.
      if (tested == 0 || tested == 2) args.input_bias[1] = none.data();
      for (args.cell_scale_log2 = -15; args.cell_scale_log2 <= -9; args.cell_scale_log2 += 3) {
        const auto expected = run_on(Isa::reference);
        for (const Isa isa : faster_isas()) {
          if (table_of(isa)->unidirectional_sequence_lstm_s8.run == nullptr) continue;
          ASSERT_EQ(run_on(isa), expected)
              << isa_name(isa) << ", gate " << tested << ", from " << first;
        }
      }
    }
  }
}

TEST(LstmS8Kernels, keep_batch_entries_apart_in_both_layouts) {
  compare({3, 7, 6, 20});
  compare({3, 7, 6, 20, true});
}

}  // namespace
}  // namespace ambulo::kernels
