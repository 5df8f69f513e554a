// SPDX-License-Identifier: Apache-2.0
// int8 LSTM over Units of the instruction set: arguments at LstmS8Args, every number the one of the
// reference. A block of cells is two vectors of int32 sums, which narrow to one vector of int16
// gates. Activations are long chains of instructions that wait for each other: two blocks go
// through every stage together, so that there are twice as many chains.
//
// Packed, for each block: sums to start with, int32 [input, hidden][4 gates][2 * kLanes], then
// weights [runs of inputs, then of cells][4 gates][2][kLanes][kTerms]; zeros beyond the last cell.
// Scratch: one row of input and two of hidden state as Values, then the cell state in the order in
// which sums narrow.
#pragma once

#include "runtime/kernels/quantized.h"
#include "runtime/kernels/vector/packed.h"
#include "runtime/kernels/vector/q15_activations.h"
#include "runtime/kernels/vector/uniform_rescale.h"

namespace ambulo::kernels::vector {
namespace {

template <typename Unit, typename Unit16>
class IntegerLstm {
  using Sums = typename Unit::Vector;
  using Words = typename Unit16::Vector;
  using Value = typename Unit::Value;
  using Weight = typename Unit::Weight;
  static constexpr int kGates = 4, kLanes = Unit::kLanes, kBlock = 2 * kLanes;
  static constexpr int kVectors = 2 * kGates, kRun = kVectors * kLanes * Unit::kTerms;
  static constexpr size_t kBiasBytes = 2 * kGates * kBlock * sizeof(int32_t);

 public:
  static bool takes(const LstmS8Args& args) {
    bool positive = args.hidden_rescale.multiplier > 0;
    for (int g = 0; g < kGates; ++g) {
      positive = positive && args.input_rescale[g].multiplier > 0 &&
                 args.recurrent_rescale[g].multiplier > 0;
    }
    return positive;
  }
  static size_t packed_bytes(const LstmS8Args& args) {
    return kBlockAlignment - 1 + blocks(args) * block_bytes(args);
  }
  static size_t scratch_bytes(const LstmS8Args& args) {
    return 4 * (kBlockAlignment - 1) +
           (terms(args.inputs) + 2 * hidden_terms(args)) * sizeof(Value) +
           blocks(args) * kBlock * sizeof(int16_t);
  }

  static void pack(const LstmS8Args& args, void* packed) {
    uint8_t* block = static_cast<uint8_t*>(aligned_block(static_cast<uint8_t*>(packed)));
    for (int32_t first = 0; first < args.cells; first += kBlock, block += block_bytes(args)) {
      auto* bias = reinterpret_cast<int32_t*>(block);
      auto* weights = reinterpret_cast<Weight*>(block + kBiasBytes);
      pack_product({args.weights, args.input_bias, args.inputs}, args.cells, first, bias, weights);
      pack_product({args.recurrent, args.recurrent_bias, args.cells}, args.cells, first,
                   bias + kGates * kBlock, weights + runs(args.inputs) * kRun);
    }
  }

  static void run(const LstmS8Args& args) {
    const Numbers numbers(args);
    const auto cells = static_cast<size_t>(args.cells), inputs = static_cast<size_t>(args.inputs);
    Value* input = aligned_block(static_cast<Value*>(args.memory.scratch));
    Value* before = aligned_block(input + terms(args.inputs));
    Value* after = aligned_block(before + hidden_terms(args));
    auto* cell = reinterpret_cast<int16_t*>(aligned_block(after + hidden_terms(args)));
    for (size_t i = inputs; i < terms(args.inputs); ++i) input[i] = 0;
    for (int32_t n = 0; n < args.batch; ++n) {
      int8_t* hidden = args.hidden + static_cast<size_t>(n) * cells;
      int16_t* cell_state = args.cell + static_cast<size_t>(n) * cells;
      for (size_t i = 0; i < blocks(args) * kBlock; ++i) cell[i] = 0;
      for (size_t c = 0; c < cells; ++c) cell[narrowed(c)] = cell_state[c];
      for (size_t i = 0; i < hidden_terms(args); ++i) before[i] = after[i] = 0;
      Unit::prepare_inputs(hidden, cells, 0, before);
      const int8_t* output = hidden;
      for (int32_t t = 0; t < args.steps; ++t) {
        const auto row = static_cast<size_t>(n * args.batch_stride + t * args.step_stride);
        Unit::prepare_inputs(args.input + row * inputs, inputs, 0, input);
        int8_t* to = args.output + row * cells;
        step(args, numbers, {input, before, after, cell, to});
        output = to;
        Value* swapped = before;
        before = after;
        after = swapped;
      }
      for (size_t c = 0; c < cells; ++c) {
        hidden[c] = output[c];
        cell_state[c] = cell[narrowed(c)];
      }
    }
  }

 private:
  struct Numbers {
    UniformRescale<Unit> input[kGates], recurrent[kGates], hidden;
    UniformShift<Unit> added;  // of the product of input gate and candidate
    Q15<Unit16> gates, cells;
    Sums hidden_zero;
    typename Unit::Limits limits{IntegerClamp{-128, 127}};

    explicit Numbers(const LstmS8Args& args)
        : input{rescale(args.input_rescale[0]), rescale(args.input_rescale[1]),
                rescale(args.input_rescale[2]), rescale(args.input_rescale[3])},
          recurrent{rescale(args.recurrent_rescale[0]), rescale(args.recurrent_rescale[1]),
                    rescale(args.recurrent_rescale[2]), rescale(args.recurrent_rescale[3])},
          hidden(args.hidden_rescale),
          added(30 + args.cell_scale_log2),
          gates(3),  // before their activation they are Q3.12
          cells(15 + args.cell_scale_log2),
          hidden_zero(Unit::set(args.hidden_zero_point)) {}
    static UniformRescale<Unit> rescale(Rescale by) { return UniformRescale<Unit>(by); }
  };
  struct StepData {
    const Value *input, *before;
    Value* after;  // hidden state, before and after
    int16_t* cell;
    int8_t* output;
  };
  struct Product {  // of all gates with one vector
    const int8_t* const* weights;
    const int32_t* const* bias;
    int32_t terms;
  };

  static size_t runs(int32_t terms) {
    return (static_cast<size_t>(terms) + Unit::kTerms - 1) / Unit::kTerms;
  }
  static size_t terms(int32_t count) { return runs(count) * Unit::kTerms; }
  static size_t blocks(const LstmS8Args& args) {
    return rounded_up(static_cast<size_t>(args.cells), kBlock) / kBlock;
  }
  static size_t block_bytes(const LstmS8Args& args) {
    return kBiasBytes + (runs(args.inputs) + runs(args.cells)) * kRun * sizeof(Weight);
  }
  static size_t hidden_terms(const LstmS8Args& args) { return blocks(args) * kBlock; }
  // Where narrow puts a cell: fours of the first vector, then of the second, alternate.
  static size_t narrowed(size_t cell) {
    const size_t in_block = cell % kBlock, lane = in_block % kLanes;
    return cell - in_block + lane / 4 * 8 + in_block / kLanes * 4 + lane % 4;
  }

  static void pack_product(const Product& product, int32_t cells, int32_t first, int32_t* bias,
                           Weight* out) {
    const auto columns = static_cast<size_t>(product.terms);
    const auto present = [&](int32_t cell) { return cell < cells; };
    for (int g = 0; g < kGates; ++g) {
      for (int32_t cell = first; cell < first + kBlock; ++cell) {
        uint32_t sum = present(cell) ? static_cast<uint32_t>(product.bias[g][cell]) : 0;
        const int8_t* row = product.weights[g] + static_cast<size_t>(cell) * columns;
        for (size_t i = 0; present(cell) && i < columns; ++i) {
          sum -= static_cast<uint32_t>(Unit::input_offset(0) * row[i]);
        }
        *bias++ = static_cast<int32_t>(sum);
      }
    }
    for (size_t run = 0; run < runs(product.terms); ++run) {
      for (int g = 0; g < kGates; ++g) {
        for (int32_t cell = first; cell < first + kBlock; ++cell) {
          for (size_t i = run * Unit::kTerms; i < (run + 1) * Unit::kTerms; ++i) {
            *out++ = present(cell) && i < columns
                         ? product.weights[g][static_cast<size_t>(cell) * columns + i]
                         : Weight{0};
          }
        }
      }
    }
  }

  static const uint8_t* packed_block(const LstmS8Args& args, int32_t first_cell) {
    const auto* packed = static_cast<const uint8_t*>(args.memory.packed);
    return aligned_block(packed) + static_cast<size_t>(first_cell / kBlock) * block_bytes(args);
  }

  static void step(const LstmS8Args& args, const Numbers& numbers, const StepData& data) {
    int32_t first = 0;
    for (; first + kBlock < args.cells; first += 2 * kBlock) {
      step_blocks<2>(args, numbers, data, first);
    }
    if (first < args.cells) step_blocks<1>(args, numbers, data, first);
  }

  template <int kBlocks>
  static void step_blocks(const LstmS8Args& args, const Numbers& numbers, const StepData& data,
                          int32_t first) {
    Words gates[kBlocks][kGates], state[kBlocks], out[kBlocks];
#pragma GCC unroll 2
    for (int b = 0; b < kBlocks; ++b) {
      sum_gates(args, numbers, packed_block(args, first + b * kBlock), data, gates[b]);
    }
#pragma GCC unroll 2
    for (int b = 0; b < kBlocks; ++b) {
      state[b] = update(args, numbers, gates[b], data.cell + first + b * kBlock);
      out[b] = numbers.gates.sigmoid(gates[b][static_cast<int>(LstmGate::Output)]);
    }
#pragma GCC unroll 2
    for (int b = 0; b < kBlocks; ++b) state[b] = numbers.cells.tanh(state[b]);
#pragma GCC unroll 2
    for (int b = 0; b < kBlocks; ++b) {
      Sums products[2];
      Unit16::multiply_wide(out[b], state[b], products);
#pragma GCC unroll 2
      for (int half = 0; half < 2; ++half) {
        const int32_t cell = first + b * kBlock + half * kLanes, left = args.cells - cell;
        if (left <= 0) break;
        const Sums value = Unit::add(numbers.hidden.in_range(products[half]), numbers.hidden_zero);
        Unit::store(data.output + cell, value, left < kLanes ? left : kLanes, numbers.limits);
        Unit::store_value(data.after + cell, value, numbers.limits);
      }
    }
  }

  // Runs alternate between two sets of sums: fewer wait for each other.
  static void multiply(const int32_t* bias, const Weight* weights, size_t count, const Value* x,
                       Sums (&sums)[kVectors]) {
    Sums odd[kVectors];
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      sums[v] = Unit::load_bias(bias + v * kLanes);
      odd[v] = Unit::zero();
    }
    size_t run = 0;
    for (; run + 2 <= count; run += 2, weights += 2 * kRun, x += 2 * Unit::kTerms) {
      add_run(weights, x, sums);
      add_run(weights + kRun, x + Unit::kTerms, odd);
    }
    if (run < count) add_run(weights, x, sums);
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) sums[v] = Unit::add(sums[v], odd[v]);
  }
  static void add_run(const Weight* weights, const Value* x, Sums (&sums)[kVectors]) {
    const auto four = Unit::broadcast(x);
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      Unit::multiply_add(sums[v], Unit::load_weights(weights + v * kLanes * Unit::kTerms), four);
    }
  }

  static void sum_gates(const LstmS8Args& args, const Numbers& numbers, const uint8_t* block,
                        const StepData& data, Words (&gates)[kGates]) {
    const auto* bias = reinterpret_cast<const int32_t*>(block);
    const auto* weights = reinterpret_cast<const Weight*>(block + kBiasBytes);
    const Sums low = Unit::set(-32768), high = Unit::set(32767);
    Sums from_input[kVectors], from_hidden[kVectors];
    multiply(bias, weights, runs(args.inputs), data.input, from_input);
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      from_input[v] = Unit::min(Unit::max(numbers.input[v / 2](from_input[v]), low), high);
    }
    multiply(bias + kGates * kBlock, weights + runs(args.inputs) * kRun, runs(args.cells),
             data.before, from_hidden);
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      from_hidden[v] = Unit::add(numbers.recurrent[v / 2].in_range(from_hidden[v]), from_input[v]);
    }
#pragma GCC unroll 4
    for (int g = 0; g < kGates; ++g) {
      gates[g] = Unit16::narrow(from_hidden[2 * g], from_hidden[2 * g + 1]);
    }
  }

  static Words update(const LstmS8Args& args, const Numbers& numbers, const Words (&gates)[kGates],
                      int16_t* cell) {
    const auto gate = [&](LstmGate which) { return gates[static_cast<int>(which)]; };
    const Words forget = numbers.gates.sigmoid(gate(LstmGate::Forget));
    const Words in = numbers.gates.sigmoid(gate(LstmGate::Input));
    const Words candidate = numbers.gates.tanh(gate(LstmGate::Cell));
    Sums added[2];
    Unit16::multiply_wide(in, candidate, added);
    const Words addend = Unit16::narrow(numbers.added(added[0]), numbers.added(added[1]));
    Words state = Unit16::add_saturated(Unit16::multiply_away(forget, Unit16::load(cell)), addend);
    if (args.cell_clip > 0) {
      state = Unit16::max(Unit16::min(state, Unit16::set(args.cell_clip)),
                          Unit16::set(-args.cell_clip));
    }
    Unit16::store(cell, state);
    return state;
  }
};

}  // namespace
}  // namespace ambulo::kernels::vector
