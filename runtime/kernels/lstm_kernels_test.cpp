// SPDX-License-Identifier: Apache-2.0
// LSTM kernels of every instruction set against the reference, which has tests of its own: outputs
// and both states, over edge shapes, in memory of exactly the size that is asked for.
#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <vector>

#include "runtime/testing/each_isa.h"
#include "runtime/testing/random_values.h"

namespace ambulo::kernels {
namespace {

using ::ambulo::testing::expect_close_to_reference;
using ::ambulo::testing::faster_isas;
using ::ambulo::testing::GuardedBuffer;
using ::ambulo::testing::random_values;
using ::ambulo::testing::run_kernel;

using FloatBuffer = GuardedBuffer<float>;

struct Case {
  int32_t batch, steps, inputs, cells;
  float clip = 0.0f, scale = 1.0f;  // of the input values
  bool time_major = false;
};

struct Results {
  std::vector<float> output, hidden, cell;
};

size_t size(int32_t a, int32_t b = 1, int32_t c = 1) {
  return static_cast<size_t>(a) * static_cast<size_t>(b) * static_cast<size_t>(c);
}

Results run(Isa isa, const Case& c) {
  LstmArgs args{};
  std::deque<FloatBuffer> constants;
  const auto constant = [&](size_t count, uint32_t seed, float limit) {
    constants.emplace_back(random_values(count, seed, limit));
    return constants.back().data();
  };
  for (uint32_t g = 0; g < 4; ++g) {
    args.weights[g] = constant(size(c.cells, c.inputs), 10 + g, 0.5f);
    args.recurrent[g] = constant(size(c.cells, c.cells), 20 + g, 0.2f);
    args.bias[g] = constant(size(c.cells), 30 + g, 1.0f);
  }
  const FloatBuffer input(random_values(size(c.batch, c.steps, c.inputs), 1, c.scale));
  const FloatBuffer hidden(random_values(size(c.batch, c.cells), 2));
  const FloatBuffer cell(random_values(size(c.batch, c.cells), 3));
  const FloatBuffer output(size(c.batch, c.steps, c.cells));
  args.input = input.data();
  args.hidden = hidden.data();
  args.cell = cell.data();
  args.output = output.data();
  args.batch = c.batch, args.steps = c.steps, args.inputs = c.inputs, args.cells = c.cells;
  args.batch_stride = c.time_major ? 1 : c.steps;
  args.step_stride = c.time_major ? c.batch : 1;
  args.cell_clip = c.clip;
  run_kernel(table_of(isa)->unidirectional_sequence_lstm_f32, args);
  return {output.values(), hidden.values(), cell.values()};
}

void compare(const Case& c) {
  std::optional<Results> expected;
  for (const Isa isa : faster_isas()) {
    if (table_of(isa)->unidirectional_sequence_lstm_f32.run == nullptr) continue;
    if (!expected) expected = run(Isa::reference, c);
    SCOPED_TRACE(::testing::Message() << isa_name(isa) << ": " << c.batch << " x " << c.steps
                                      << " x " << c.inputs << " to " << c.cells);
    const Results actual = run(isa, c);
    expect_close_to_reference(actual.output, expected->output);
    expect_close_to_reference(actual.hidden, expected->hidden);
    expect_close_to_reference(actual.cell, expected->cell);
  }
  if (!expected) GTEST_SKIP() << "no ISA of this build and CPU has an LSTM kernel";
}

TEST(LstmKernels, equal_the_reference_over_edge_shapes) {
  for (const int32_t cells : {1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 130}) {
    for (const int32_t inputs : {1, 3, 6, 12, 96}) {
      for (const int32_t steps : {1, 2, 5}) compare({1, steps, inputs, cells});
    }
  }
}

TEST(LstmKernels, equal_the_reference_over_long_sequences) {
  compare({1, 128, 6, 64});
  compare({1, 512, 12, 20});
}

TEST(LstmKernels, keep_batch_entries_apart_in_both_layouts) {
  compare({3, 7, 6, 20});
  compare({3, 7, 6, 20, 0.0f, 1.0f, true});
}

TEST(LstmKernels, clip_the_cell_state) {
  compare({2, 16, 6, 20, 0.3f});
}

TEST(LstmKernels, saturate_where_gates_are_far_from_zero) {
  compare({1, 8, 6, 20, 0.0f, 1e4f});
  compare({1, 8, 6, 20, 10.0f, 1e30f});
}

}  // namespace
}  // namespace ambulo::kernels
