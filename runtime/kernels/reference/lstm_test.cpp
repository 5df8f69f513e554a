// SPDX-License-Identifier: Apache-2.0
// The LSTM kernel against the formula in double precision.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "runtime/kernels/reference/reference.h"
#include "runtime/testing/random_values.h"

namespace ambulo::kernels::reference {
namespace {

using ::ambulo::testing::random_values;

struct Lstm {
  int32_t batch, steps, inputs, cells;
  float clip = 0.0f;
  std::array<std::vector<float>, 4> weights, recurrent, bias;
  std::vector<float> input, hidden, cell, output;

  Lstm(int32_t n, int32_t t, int32_t i, int32_t h) : batch(n), steps(t), inputs(i), cells(h) {
    for (uint32_t g = 0; g < 4; ++g) {
      weights[g] = random_values(static_cast<size_t>(h * i), 10 + g);
      recurrent[g] = random_values(static_cast<size_t>(h * h), 20 + g, 0.5f);
      bias[g] = random_values(static_cast<size_t>(h), 30 + g);
    }
    input = random_values(static_cast<size_t>(n * t * i), 1, 2.0f);
    hidden = random_values(static_cast<size_t>(n * h), 2);
    cell = random_values(static_cast<size_t>(n * h), 3);
    output.resize(static_cast<size_t>(n * t * h));
  }

  LstmArgs args(bool time_major) {
    LstmArgs a{};
    a.input = input.data();
    for (size_t g = 0; g < 4; ++g) {
      a.weights[g] = weights[g].data();
      a.recurrent[g] = recurrent[g].data();
      a.bias[g] = bias[g].data();
    }
    a.hidden = hidden.data();
    a.cell = cell.data();
    a.output = output.data();
    a.batch = batch, a.steps = steps, a.inputs = inputs, a.cells = cells;
    a.batch_stride = time_major ? 1 : steps;
    a.step_stride = time_major ? batch : 1;
    a.cell_clip = clip;
    return a;
  }

  double gate(size_t g, size_t row, size_t h, const std::vector<double>& before) const {
    double sum = bias[g][h];
    const size_t i_count = static_cast<size_t>(inputs), h_count = static_cast<size_t>(cells);
    for (size_t i = 0; i < i_count; ++i)
      sum += double{input[row * i_count + i]} * weights[g][h * i_count + i];
    for (size_t j = 0; j < h_count; ++j) sum += before[j] * recurrent[g][h * h_count + j];
    return sum;
  }

  // Output, then final hidden and cell states.
  std::array<std::vector<double>, 3> expected(bool time_major) const {
    const size_t h_count = static_cast<size_t>(cells);
    std::array<std::vector<double>, 3> result;
    result[0].resize(output.size());
    for (int32_t n = 0; n < batch; ++n) {
      const size_t first = static_cast<size_t>(n) * h_count;
      std::vector<double> h(hidden.begin() + first, hidden.begin() + first + h_count);
      std::vector<double> c(cell.begin() + first, cell.begin() + first + h_count);
      for (int32_t t = 0; t < steps; ++t) {
        const size_t row = static_cast<size_t>(time_major ? t * batch + n : n * steps + t);
        const std::vector<double> before = h;
        for (size_t k = 0; k < h_count; ++k) {
          const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
          c[k] = sigmoid(gate(1, row, k, before)) * c[k] +
                 sigmoid(gate(0, row, k, before)) * std::tanh(gate(2, row, k, before));
          if (clip > 0) c[k] = std::clamp<double>(c[k], -clip, clip);
          h[k] = sigmoid(gate(3, row, k, before)) * std::tanh(c[k]);
          result[0][row * h_count + k] = h[k];
        }
      }
      result[1].insert(result[1].end(), h.begin(), h.end());
      result[2].insert(result[2].end(), c.begin(), c.end());
    }
    return result;
  }

  void check(bool time_major) {
    const auto want = expected(time_major);
    unidirectional_sequence_lstm_f32(args(time_major));
    ::ambulo::testing::expect_close(output, want[0], 2e-6);
    ::ambulo::testing::expect_close(hidden, want[1], 2e-6);
    ::ambulo::testing::expect_close(cell, want[2], 4e-6);
  }
};

TEST(Lstm, equals_the_formula_over_edge_shapes) {
  for (const int32_t steps : {1, 2, 16}) {
    for (const int32_t inputs : {1, 3, 6, 12}) {
      for (const int32_t cells : {1, 4, 7, 32}) Lstm(1, steps, inputs, cells).check(false);
    }
  }
}

TEST(Lstm, keeps_batch_entries_apart_in_both_layouts) {
  Lstm(3, 5, 4, 6).check(false);
  Lstm(3, 5, 4, 6).check(true);
}

TEST(Lstm, clips_the_cell_state) {
  Lstm lstm(1, 20, 6, 8);
  lstm.clip = 0.3f;
  lstm.check(false);
  for (const float c : lstm.cell) EXPECT_LE(std::abs(c), 0.3f);
}

TEST(Lstm, in_two_calls_equals_one_call_over_the_whole_sequence) {
  Lstm whole(1, 8, 3, 5), halves = whole;
  unidirectional_sequence_lstm_f32(whole.args(false));
  LstmArgs args = halves.args(false);
  args.steps = 4;
  unidirectional_sequence_lstm_f32(args);
  args.input += 4 * 3;
  args.output += 4 * 5;
  unidirectional_sequence_lstm_f32(args);
  EXPECT_EQ(halves.output, whole.output);
  EXPECT_EQ(halves.cell, whole.cell);
}

}  // namespace
}  // namespace ambulo::kernels::reference
