// SPDX-License-Identifier: Apache-2.0
// UNIDIRECTIONAL_SEQUENCE_LSTM: the output and both states must be those of the reference.
#include <deque>

#include "fuzz/kernels/cases.h"
#include "fuzz/kernels/compare.h"
#include "runtime/operators/quantization.h"

namespace ambulo::fuzz {
namespace {

using namespace kernels;

constexpr int kGates = 4;

template <typename Args>
void choose_shape(Choices& choices, Args& args) {
  args.batch = choices.between(1, 3);
  args.steps = choices.between(1, 12);
  args.inputs = choices.between(1, 96);
  args.cells = choices.between(1, 130);
  const bool time_major = choices.once_in(4);
  args.batch_stride = time_major ? 1 : args.steps;
  args.step_stride = time_major ? args.batch : 1;
}

// What a run leaves behind, of its own buffers.
template <typename Args, typename Hidden, typename Cell>
struct Run {
  Run(const Kernel<Args>& kernel, Args args, const std::vector<Hidden>& hidden_before,
      const std::vector<Cell>& cell_before)
      : hidden(hidden_before),
        cell(cell_before),
        output(size_of(args.batch, args.steps, args.cells)) {
    args.hidden = hidden.data();
    args.cell = cell.data();
    args.output = output.data();
    run(kernel, args);
  }
  GuardedBuffer<Hidden> hidden;
  GuardedBuffer<Cell> cell;
  GuardedBuffer<Hidden> output;
};

template <typename Args, typename Hidden, typename Cell>
void compare_states(const char* name, KernelEntry<Args> entry, const Args& args,
                    const std::vector<Hidden>& hidden, const std::vector<Cell>& cell,
                    float magnitude) {
  const Run expected(reference::kKernels.*entry, args, hidden, cell);
  for_each_isa(entry, args, [&](Isa isa, const Kernel<Args>& kernel) {
    const Run actual(kernel, args, hidden, cell);
    expect_equal(name, isa, actual.output.values(), expected.output.values(), magnitude);
    expect_equal(name, isa, actual.hidden.values(), expected.hidden.values(), magnitude);
    expect_equal(name, isa, actual.cell.values(), expected.cell.values(), magnitude);
  });
}

}  // namespace

void unidirectional_sequence_lstm_f32(Choices& choices) {
  std::mt19937 random = choices.random();
  LstmArgs args{};
  choose_shape(choices, args);
  args.cell_clip = choices.once_in(4) ? 0.3f : 0.0f;
  std::deque<GuardedBuffer<float>> constants;
  const auto constant = [&](size_t count, float limit) {
    std::vector<float> values = random_floats(random, count);
    for (float& value : values) value *= limit;
    return constants.emplace_back(values).data();
  };
  // Small enough that a difference of rounding does not grow from step to step.
  const float recurrent_limit = 1.0f / static_cast<float>(args.cells);
  for (int g = 0; g < kGates; ++g) {
    args.weights[g] = constant(size_of(args.cells, args.inputs), 0.5f);
    args.recurrent[g] = constant(size_of(args.cells, args.cells), recurrent_limit);
    args.bias[g] = constant(size_of(args.cells), 1.0f);
  }
  args.input = constant(size_of(args.batch, args.steps, args.inputs), 1.0f);
  const auto states = size_of(args.batch, args.cells);
  compare_states("unidirectional_sequence_lstm_f32", &KernelTable::unidirectional_sequence_lstm_f32,
                 args, random_floats(random, states), random_floats(random, states),
                 1.0f + static_cast<float>(args.inputs) / 8);
}

void unidirectional_sequence_lstm_s8(Choices& choices) {
  std::mt19937 random = choices.random();
  LstmS8Args args{};
  choose_shape(choices, args);
  args.cell_scale_log2 = choices.between(-15, -9);
  args.hidden_zero_point = choices.zero_point();
  args.cell_clip =
      choices.once_in(2) ? int16_t{0} : static_cast<int16_t>(choices.between(1, 32767));
  constexpr double kGateScale = 1.0 / 4096.0, kQ30 = 1.0 / (1 << 30);
  if (operators::rescale_by(kQ30 / choices.scale(), args.hidden_rescale) != Status::Ok) return;
  std::deque<GuardedBuffer<int8_t>> matrices;
  std::deque<GuardedBuffer<int32_t>> biases;
  const auto matrix = [&](int32_t columns) {
    return matrices.emplace_back(random_bytes(random, size_of(args.cells, columns))).data();
  };
  const auto bias = [&] {
    return biases.emplace_back(random_biases(random, size_of(args.cells))).data();
  };
  for (int g = 0; g < kGates; ++g) {
    args.weights[g] = matrix(args.inputs);
    args.recurrent[g] = matrix(args.cells);
    args.input_bias[g] = bias();
    args.recurrent_bias[g] = bias();
    for (Rescale* rescale : {&args.input_rescale[g], &args.recurrent_rescale[g]}) {
      const double product = choices.scale() * choices.scale();
      if (operators::rescale_by(product / kGateScale, *rescale) != Status::Ok) return;
    }
  }
  const GuardedBuffer<int8_t> input(
      random_bytes(random, size_of(args.batch, args.steps, args.inputs)));
  args.input = input.data();
  const auto states = size_of(args.batch, args.cells);
  std::vector<int16_t> cell(states);
  for (int16_t& value : cell) value = static_cast<int16_t>(random() % 65536);
  compare_states("unidirectional_sequence_lstm_s8", &KernelTable::unidirectional_sequence_lstm_s8,
                 args, random_bytes(random, states), cell, 0.0f);
}

}  // namespace ambulo::fuzz
