// SPDX-License-Identifier: Apache-2.0
// float32 LSTM over a Unit of the instruction set; shapes and formula at LstmArgs. Cells are the
// lanes. Input projections of all steps come first, each weight read once for a tile of steps; then
// every step adds the recurrent products. Odd steps walk the recurrent weights backwards: what the
// step before read last is still in the nearest cache.
//
// Packed: bias[cells][4], then weights[inputs] and recurrent[cells] of each block of kLanes cells:
// [kLanes cells of each of the 4 gates]. Scratch: projections[steps][blocks][4][kLanes], then the
// hidden state of one step.
#pragma once

#include "runtime/kernels/kernels.h"
#include "runtime/kernels/vector/float_activations.h"
#include "runtime/kernels/vector/packed.h"

namespace ambulo::kernels::vector {
namespace {

template <typename Unit>
class FloatLstm {
  using Vector = typename Unit::Vector;
  static constexpr int kGates = 4, kLanes = Unit::kLanes, kRow = kGates * kLanes;
  static constexpr int kTile = Unit::kLstmTileSteps;

 public:
  static size_t packed_bytes(const LstmArgs& args) {
    return kBlockAlignment - 1 + blocks(args) * block_floats(args) * sizeof(float);
  }

  static void pack(const LstmArgs& args, void* packed) {
    float* out = static_cast<float*>(aligned_block(packed));
    for (int32_t first = 0; first < args.cells; first += kLanes) {
      for (int32_t column = -1; column < args.inputs + args.cells; ++column) {
        for (int gate = 0; gate < kGates; ++gate) {
          for (int32_t cell = first; cell < first + kLanes; ++cell) {
            *out++ = cell < args.cells ? constant(args, gate, cell, column) : 0.0f;
          }
        }
      }
    }
  }

  static size_t scratch_bytes(const LstmArgs& args) {
    const size_t rows = static_cast<size_t>(args.steps) * blocks(args) * kRow;
    return kBlockAlignment - 1 + (rows + static_cast<size_t>(args.cells)) * sizeof(float);
  }

  static void run(const LstmArgs& args) {
    const size_t cells = static_cast<size_t>(args.cells);
    float* projections = static_cast<float*>(aligned_block(args.memory.scratch));
    float* next = projections + static_cast<size_t>(args.steps) * blocks(args) * kRow;
    for (int32_t n = 0; n < args.batch; ++n) {
      float* hidden = args.hidden + static_cast<size_t>(n) * cells;
      float* cell = args.cell + static_cast<size_t>(n) * cells;
      project(args, n, projections);
      for (int32_t t = 0; t < args.steps; ++t) {
        step(args, projections + static_cast<size_t>(t) * blocks(args) * kRow, t % 2 != 0, hidden,
             cell, next);
        float* output = args.output + row(args, n, t) * cells;
        for (size_t c = 0; c < cells; ++c) hidden[c] = output[c] = next[c];
      }
    }
  }

 private:
  static size_t blocks(const LstmArgs& args) {
    return rounded_up(static_cast<size_t>(args.cells), kLanes) / kLanes;
  }
  static size_t block_floats(const LstmArgs& args) {
    return kRow * (1 + static_cast<size_t>(args.inputs) + static_cast<size_t>(args.cells));
  }
  static size_t row(const LstmArgs& args, int32_t n, int32_t t) {
    return static_cast<size_t>(n * args.batch_stride + t * args.step_stride);
  }

  // Column -1 is the bias, then inputs, then cells.
  static float constant(const LstmArgs& args, int gate, int32_t cell, int32_t column) {
    const size_t c = static_cast<size_t>(cell);
    if (column < 0) return args.bias[gate][c];
    const size_t i = static_cast<size_t>(column), inputs = static_cast<size_t>(args.inputs);
    if (i < inputs) return args.weights[gate][c * inputs + i];
    return args.recurrent[gate][c * static_cast<size_t>(args.cells) + i - inputs];
  }

  static void project(const LstmArgs& args, int32_t n, float* out) {
    const size_t step_floats = blocks(args) * kRow;
    for (size_t block = 0; block < blocks(args); ++block) {
      const float* packed =
          static_cast<const float*>(aligned_block(args.memory.packed)) + block * block_floats(args);
      int32_t t = 0;
      for (; t + kTile <= args.steps; t += kTile) {
        tile<kTile>(args, n, t, packed, out + static_cast<size_t>(t) * step_floats + block * kRow);
      }
      for (; t < args.steps; ++t) {
        tile<1>(args, n, t, packed, out + static_cast<size_t>(t) * step_floats + block * kRow);
      }
    }
  }

  template <int kSteps>
  static void tile(const LstmArgs& args, int32_t n, int32_t t, const float* packed, float* out) {
    const size_t inputs = static_cast<size_t>(args.inputs);
    const float* x[kSteps];
    Vector sums[kSteps][kGates];
    for (int s = 0; s < kSteps; ++s) {
      x[s] = args.input + row(args, n, t + s) * inputs;
      for (int g = 0; g < kGates; ++g) sums[s][g] = Unit::load_weights(packed + g * kLanes);
    }
    for (size_t i = 0; i < inputs; ++i) {
      packed += kRow;
      for (int g = 0; g < kGates; ++g) {
        const Vector weights = Unit::load_weights(packed + g * kLanes);
        for (int s = 0; s < kSteps; ++s) {
          Unit::multiply_add(sums[s][g], weights, Unit::broadcast(x[s] + i));
        }
      }
    }
    for (int s = 0; s < kSteps; ++s, out += blocks(args) * kRow) {
      for (int g = 0; g < kGates; ++g) Unit::store(out + g * kLanes, sums[s][g], kLanes);
    }
  }

  static void step(const LstmArgs& args, const float* projections, bool backwards,
                   const float* hidden, float* cell, float* next) {
    const size_t count = blocks(args);
    for (size_t b = 0; b < count; ++b) {
      const size_t block = backwards ? count - 1 - b : b, first = block * kLanes;
      const float* recurrent = static_cast<const float*>(aligned_block(args.memory.packed)) +
                               block * block_floats(args) +
                               kRow * (1 + static_cast<size_t>(args.inputs));
      const size_t left = static_cast<size_t>(args.cells) - first;
      const int32_t lanes = left < kLanes ? static_cast<int32_t>(left) : kLanes;
      update(args, projections + block * kRow, recurrent, backwards, hidden, lanes, cell + first,
             next + first);
    }
  }

  // Two sums for each gate: one would wait for its own multiply-adds.
  static void update(const LstmArgs& args, const float* projections, const float* recurrent,
                     bool backwards, const float* hidden, int32_t lanes, float* cell, float* next) {
    Vector even[kGates], odd[kGates];
    for (int g = 0; g < kGates; ++g) {
      even[g] = Unit::load_weights(projections + g * kLanes);
      odd[g] = Unit::zero();
    }
    const ptrdiff_t count = args.cells, stride = backwards ? -1 : 1;
    ptrdiff_t k = backwards ? count - 1 : 0;
    for (ptrdiff_t pair = 0; pair < count / 2; ++pair, k += 2 * stride) {
      add(recurrent, hidden, k, even);
      add(recurrent, hidden, k + stride, odd);
    }
    if (count % 2 != 0) add(recurrent, hidden, k, even);
    for (int g = 0; g < kGates; ++g) even[g] = Unit::add(even[g], odd[g]);
    activate(args.cell_clip, even, lanes, cell, next);
  }

  static void add(const float* recurrent, const float* hidden, ptrdiff_t k, Vector* sums) {
    const Vector h = Unit::broadcast(hidden + k);
    for (int g = 0; g < kGates; ++g) {
      Unit::multiply_add(sums[g], Unit::load_weights(recurrent + k * kRow + g * kLanes), h);
    }
  }

  static void activate(float clip, const Vector* gates, int32_t lanes, float* cell, float* next) {
    const auto of = [&](LstmGate gate) { return gates[static_cast<int>(gate)]; };
    const Vector added =
        Unit::multiply(sigmoid<Unit>(of(LstmGate::Input)), tanh<Unit>(of(LstmGate::Cell)));
    Vector state = added;
    Unit::multiply_add(state, sigmoid<Unit>(of(LstmGate::Forget)), Unit::load(cell, lanes));
    if (clip > 0.0f) state = Unit::min(Unit::max(state, Unit::set(-clip)), Unit::set(clip));
    Unit::store(cell, state, lanes);
    Unit::store(next, Unit::multiply(sigmoid<Unit>(of(LstmGate::Output)), tanh<Unit>(state)),
                lanes);
  }
};

}  // namespace
}  // namespace ambulo::kernels::vector
