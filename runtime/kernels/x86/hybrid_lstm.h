// SPDX-License-Identifier: Apache-2.0
// LSTM of float activations and int8 weights over the Units of the instruction set; shapes and
// formula at LstmArgs. Input and hidden state of every step are quantised; sums are exact and all
// floats are those of the reference. Cells are the lanes.
//
// Packed, for each block of kLanes cells: sums of the weights, int32 [input, hidden][4 gates], bias
// [4 gates], then weights [runs of inputs, then of cells][4 gates][kLanes][kTerms]. Scratch: int8
// numbers, then Values of the input and of the hidden state.
#pragma once

#include "runtime/kernels/x86/exact_activations.h"
#include "runtime/kernels/x86/hybrid_layers.h"

namespace ambulo::kernels::x86 {
namespace {

template <typename Unit, typename FloatUnit>
class HybridLstm {
  using Sums = typename Unit::Vector;
  using Floats = typename FloatUnit::Vector;
  using Value = typename Unit::Value;
  using Weight = typename Unit::Weight;
  using Activations = ExactActivations<FloatUnit>;
  static constexpr int kGates = 4, kLanes = Unit::kLanes;
  static constexpr size_t kRow = kGates * kLanes, kRun = kRow * Unit::kTerms;
  static constexpr size_t kHead = 3 * kRow * sizeof(float);
  static_assert(kLanes == FloatUnit::kLanes);

 public:
  static size_t packed_bytes(const LstmHybridArgs& args) {
    return kBlockAlignment - 1 + blocks(args) * block_bytes(args);
  }
  static size_t scratch_bytes(const LstmHybridArgs& args) {
    return number_bytes(args) + (terms(args.inputs) + terms(args.cells)) * sizeof(Value);
  }

  static void pack(const LstmHybridArgs& args, void* packed) {
    uint8_t* block = aligned_block(static_cast<uint8_t*>(packed));
    for (int32_t first = 0; first < args.cells; first += kLanes, block += block_bytes(args)) {
      auto* sums = reinterpret_cast<int32_t*>(block);
      auto* bias = reinterpret_cast<float*>(sums + 2 * kRow);
      auto* weights = reinterpret_cast<Weight*>(block + kHead);
      pack_product(args.weights, args.inputs, args.cells, first, sums, weights);
      pack_product(args.recurrent, args.cells, args.cells, first, sums + kRow,
                   weights + runs(args.inputs) * kRun);
      for (int g = 0; g < kGates; ++g) {
        for (int32_t c = first; c < first + kLanes; ++c) {
          *bias++ = c < args.cells ? args.bias[g][c] : 0.0f;
        }
      }
    }
  }

  static void run(const LstmHybridArgs& args) {
    const auto cells = static_cast<size_t>(args.cells), inputs = static_cast<size_t>(args.inputs);
    auto* numbers = static_cast<int8_t*>(args.memory.scratch);
    auto* input = reinterpret_cast<Value*>(numbers + number_bytes(args));
    Value* hidden = input + terms(args.inputs);
    for (size_t i = inputs; i < terms(args.inputs); ++i) input[i] = 0;
    for (size_t i = cells; i < terms(args.cells); ++i) hidden[i] = 0;
    for (int32_t n = 0; n < args.batch; ++n) {
      float* state = args.hidden + static_cast<size_t>(n) * cells;
      float* cell = args.cell + static_cast<size_t>(n) * cells;
      const float* before = state;
      for (int32_t t = 0; t < args.steps; ++t) {
        const auto row = static_cast<size_t>(n * args.batch_stride + t * args.step_stride);
        const auto set = [&](const float* from, size_t count, Value* to) {
          const auto q = quantize_floats<FloatUnit>(from, count, args.asymmetric, numbers);
          Unit::prepare_inputs(numbers, count, q.zero_point, to);
          return q;
        };
        const Step step{args, input, hidden, set(args.input + row * inputs, inputs, input),
                        set(before, cells, hidden)};
        float* output = args.output + row * cells;
        step.run(cell, output);
        before = output;
      }
      for (size_t c = 0; c < cells; ++c) state[c] = before[c];
    }
  }

 private:
  static size_t runs(int32_t terms) {
    return (static_cast<size_t>(terms) + Unit::kTerms - 1) / Unit::kTerms;
  }
  static size_t terms(int32_t count) { return runs(count) * Unit::kTerms; }
  static size_t blocks(const LstmHybridArgs& args) {
    return rounded_up(static_cast<size_t>(args.cells), kLanes) / kLanes;
  }
  static size_t block_bytes(const LstmHybridArgs& args) {
    return kHead + (runs(args.inputs) + runs(args.cells)) * kRun * sizeof(Weight);
  }
  static size_t number_bytes(const LstmHybridArgs& args) {
    const int32_t most = args.inputs > args.cells ? args.inputs : args.cells;
    return rounded_up(static_cast<size_t>(most), kBlockAlignment);
  }

  static void pack_product(const int8_t* const* weights, int32_t count, int32_t cells,
                           int32_t first, int32_t* sums, Weight* out) {
    const auto columns = static_cast<size_t>(count);
    const auto at = [&](int gate, int32_t cell, size_t i) {
      return weights[gate][static_cast<size_t>(cell) * columns + i];
    };
    for (int g = 0; g < kGates; ++g) {
      for (int32_t cell = first; cell < first + kLanes; ++cell) {
        int32_t sum = 0;
        for (size_t i = 0; cell < cells && i < columns; ++i) sum += at(g, cell, i);
        *sums++ = sum;
      }
    }
    for (size_t run = 0; run < runs(count); ++run) {
      for (int g = 0; g < kGates; ++g) {
        for (int32_t cell = first; cell < first + kLanes; ++cell) {
          for (size_t i = run * Unit::kTerms; i < (run + 1) * Unit::kTerms; ++i) {
            *out++ = cell < cells && i < columns ? at(g, cell, i) : Weight{0};
          }
        }
      }
    }
  }

  struct Step {
    const LstmHybridArgs& args;
    const Value *input, *hidden;
    FloatQuantization input_numbers, hidden_numbers;

    void run(float* cell, float* output) const {
      const uint8_t* block = aligned_block(static_cast<const uint8_t*>(args.memory.packed));
      for (int32_t first = 0; first < args.cells; first += kLanes, block += block_bytes(args)) {
        const int32_t left = args.cells - first;
        update(block, left < kLanes ? left : kLanes, cell + first, output + first);
      }
    }

    void update(const uint8_t* block, int32_t lanes, float* cell, float* output) const {
      const auto* sums = reinterpret_cast<const int32_t*>(block);
      const auto* bias = reinterpret_cast<const float*>(sums + 2 * kRow);
      const auto* weights = reinterpret_cast<const Weight*>(block + kHead);
      Floats gates[kGates], from_input[kGates], from_hidden[kGates];
      product(sums, weights, runs(args.inputs), input, input_numbers, args.weight_scales,
              from_input);
      product(sums + kRow, weights + runs(args.inputs) * kRun, runs(args.cells), hidden,
              hidden_numbers, args.recurrent_scales, from_hidden);
#pragma GCC unroll 4
      for (int g = 0; g < kGates; ++g) {
        const Floats first = FloatUnit::add(FloatUnit::load_bias(bias + g * kLanes), from_input[g]);
        gates[g] = FloatUnit::add(first, from_hidden[g]);
      }
      const auto of = [&](LstmGate gate) { return gates[static_cast<int>(gate)]; };
      const Floats i = Activations::sigmoid(of(LstmGate::Input));
      const Floats f = Activations::sigmoid(of(LstmGate::Forget));
      const Floats g = Activations::tanh(of(LstmGate::Cell));
      const Floats o = Activations::sigmoid(of(LstmGate::Output));
      Floats state = FloatUnit::add(FloatUnit::multiply(f, FloatUnit::load(cell, lanes)),
                                    FloatUnit::multiply(i, g));
      if (args.cell_clip > 0.0f) {
        const Floats limit = FloatUnit::set(args.cell_clip);
        state = FloatUnit::max(FloatUnit::set(-args.cell_clip), state);  // a NaN, second, stays
        state = FloatUnit::min(limit, state);
      }
      FloatUnit::store(cell, state, lanes);
      FloatUnit::store(output, FloatUnit::multiply(o, Activations::tanh(state)), lanes);
    }

    static void product(const int32_t* weight_sums, const Weight* weights, size_t count,
                        const Value* x, FloatQuantization q, const float* scales,
                        Floats (&out)[kGates]) {
      Sums even[kGates], odd[kGates];
#pragma GCC unroll 4
      for (int g = 0; g < kGates; ++g) even[g] = odd[g] = Unit::zero();
      size_t run = 0;
      for (; run + 2 <= count; run += 2) {
        add_run(weights + run * kRun, x + run * Unit::kTerms, even);
        add_run(weights + (run + 1) * kRun, x + (run + 1) * Unit::kTerms, odd);
      }
      if (run < count) add_run(weights + run * kRun, x + run * Unit::kTerms, even);
      const Sums shift = Unit::set(q.zero_point + Unit::input_offset(q.zero_point));
#pragma GCC unroll 4
      for (int g = 0; g < kGates; ++g) {
        const Sums shifted = Unit::multiply(shift, Unit::load_bias(weight_sums + g * kLanes));
        const Sums sum = Unit::subtract(Unit::add(even[g], odd[g]), shifted);
        out[g] =
            FloatUnit::multiply(FloatUnit::from_integers(sum), FloatUnit::set(q.scale * scales[g]));
      }
    }
    static void add_run(const Weight* weights, const Value* x, Sums (&sums)[kGates]) {
      const auto few = Unit::broadcast(x);
#pragma GCC unroll 4
      for (int g = 0; g < kGates; ++g) {
        Unit::multiply_add(sums[g], Unit::load_weights(weights + g * kLanes * Unit::kTerms), few);
      }
    }
  };
};

}  // namespace
}  // namespace ambulo::kernels::x86
