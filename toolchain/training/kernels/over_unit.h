// SPDX-License-Identifier: Apache-2.0
// The kernels over a Unit, the float vectors of an instruction set
// (runtime/kernels/*/float_unit.h). Everything here is of internal linkage: each instruction set
// compiles it with flags of its own.
#pragma once

#include "runtime/kernels/vector/float_activations.h"
#include "toolchain/training/kernels/kernels.h"

namespace ambulo::training {
namespace {

// A tile of C stays in registers while it runs over all terms.
template <typename Unit, int Rows, int Vectors>
void multiply_tile(const Product& p, std::size_t row, std::size_t column) {
  using Vector = typename Unit::Vector;
  constexpr int kLanes = Unit::kLanes;
  Vector sums[Rows][Vectors];
  float* c = p.c + row * p.c_row + column;
  for (int r = 0; r < Rows; ++r) {
    for (int v = 0; v < Vectors; ++v) {
      sums[r][v] = p.accumulate
                       ? Unit::load(c + static_cast<std::size_t>(r) * p.c_row + v * kLanes, kLanes)
                       : Unit::zero();
    }
  }
  const float* a = p.a.data + row * p.a.row;
  const float* b = p.b + column;
  for (std::size_t k = 0; k < p.terms; ++k, a += p.a.term, b += p.b_row) {
    Vector terms[Vectors];
    for (int v = 0; v < Vectors; ++v) terms[v] = Unit::load(b + v * kLanes, kLanes);
    for (int r = 0; r < Rows; ++r) {
      const auto factor = Unit::broadcast(a + static_cast<std::size_t>(r) * p.a.row);
      for (int v = 0; v < Vectors; ++v) Unit::multiply_add(sums[r][v], terms[v], factor);
    }
  }
  for (int r = 0; r < Rows; ++r) {
    for (int v = 0; v < Vectors; ++v) {
      Unit::store(c + static_cast<std::size_t>(r) * p.c_row + v * kLanes, sums[r][v], kLanes);
    }
  }
}

// Fewer rows than a full tile has.
template <typename Unit, int Rows, int Vectors>
void multiply_rest(const Product& p, std::size_t row, std::size_t column) {
  if constexpr (Rows > 0) {
    if (p.rows - row == static_cast<std::size_t>(Rows)) {
      return multiply_tile<Unit, Rows, Vectors>(p, row, column);
    }
    multiply_rest<Unit, Rows - 1, Vectors>(p, row, column);
  }
}

template <typename Unit, int Rows, int Vectors>
void multiply_columns(const Product& p, std::size_t column) {
  std::size_t row = 0;
  for (; row + Rows <= p.rows; row += Rows) {
    multiply_tile<Unit, Rows, Vectors>(p, row, column);
  }
  multiply_rest<Unit, Rows - 1, Vectors>(p, row, column);
}

// Rows of a tile by its vectors: as many sums as there are registers for.
template <typename Unit, int Registers>
void multiply(const Product& p) {
  constexpr std::size_t kLanes = Unit::kLanes;
  std::size_t column = 0;
  if constexpr (Registers >= 32) {
    for (; column + 3 * kLanes <= p.columns; column += 3 * kLanes) {
      if (p.columns - column == 4 * kLanes) break;  // two and two, not three and one
      multiply_columns<Unit, 8, 3>(p, column);
    }
    for (; column + 2 * kLanes <= p.columns; column += 2 * kLanes) {
      multiply_columns<Unit, 12, 2>(p, column);
    }
    for (; column < p.columns; column += kLanes) multiply_columns<Unit, 12, 1>(p, column);
  } else {
    for (; column + 2 * kLanes <= p.columns; column += 2 * kLanes) {
      multiply_columns<Unit, 6, 2>(p, column);
    }
    for (; column < p.columns; column += kLanes) multiply_columns<Unit, 8, 1>(p, column);
  }
}

template <typename Unit>
void lstm_forward(const LstmForwardStep& s) {
  namespace vector = ambulo::kernels::vector;
  constexpr int kLanes = Unit::kLanes;
  float *const i = s.gates, *const f = i + s.units, *const g = f + s.units, *const o = g + s.units;
  for (std::size_t u = 0; u < s.units; u += kLanes) {
    const auto input = vector::sigmoid<Unit>(Unit::load(i + u, kLanes));
    const auto forget = vector::sigmoid<Unit>(Unit::load(f + u, kLanes));
    const auto gate = vector::tanh<Unit>(Unit::load(g + u, kLanes));
    const auto output = vector::sigmoid<Unit>(Unit::load(o + u, kLanes));
    auto cell = Unit::multiply(input, gate);
    Unit::multiply_add(cell, forget, Unit::load(s.cell_before + u, kLanes));
    const auto squashed = vector::tanh<Unit>(cell);
    Unit::store(i + u, input, kLanes);
    Unit::store(f + u, forget, kLanes);
    Unit::store(g + u, gate, kLanes);
    Unit::store(o + u, output, kLanes);
    Unit::store(s.cell + u, cell, kLanes);
    Unit::store(s.cell_tanh + u, squashed, kLanes);
    Unit::store(s.hidden + u, Unit::multiply(output, squashed), kLanes);
  }
}

// With sigma' = s (1 - s) and tanh' = 1 - t^2 from the activated values.
template <typename Unit>
void lstm_backward(const LstmBackwardStep& s) {
  constexpr int kLanes = Unit::kLanes;
  float *const i = s.gates, *const f = i + s.units, *const g = f + s.units, *const o = g + s.units;
  const auto one = Unit::set(1.0f);
  const auto times = [](auto a, auto b) { return Unit::multiply(a, b); };
  const auto through_sigmoid = [&](auto gradient, auto x) {
    return times(times(gradient, x), Unit::subtract(one, x));
  };
  const auto through_tanh = [&](auto gradient, auto x) {
    return times(gradient, Unit::subtract(one, times(x, x)));
  };
  for (std::size_t u = 0; u < s.units; u += kLanes) {
    const auto input = Unit::load(i + u, kLanes), forget = Unit::load(f + u, kLanes);
    const auto gate = Unit::load(g + u, kLanes), output = Unit::load(o + u, kLanes);
    const auto squashed = Unit::load(s.cell_tanh + u, kLanes);
    const auto dh = Unit::load(s.hidden_gradient + u, kLanes);
    const auto dc = Unit::add(through_tanh(times(dh, output), squashed),
                              Unit::load(s.cell_gradient + u, kLanes));
    const auto before = Unit::load(s.cell_before + u, kLanes);
    Unit::store(i + u, through_sigmoid(times(dc, gate), input), kLanes);
    Unit::store(f + u, through_sigmoid(times(dc, before), forget), kLanes);
    Unit::store(g + u, through_tanh(times(dc, input), gate), kLanes);
    Unit::store(o + u, through_sigmoid(times(dh, squashed), output), kLanes);
    Unit::store(s.cell_gradient + u, times(dc, forget), kLanes);
  }
}

// Plain loops over the columns, which compilers turn into vectors.
inline void relu_pool_forward(const ReluPool& p) {
  for (std::size_t i = 0; i < p.pooled; ++i) {
    const float* __restrict y = p.y + i * p.pool * p.columns;
    float* __restrict out = p.out + i * p.columns;
    float* __restrict which = p.which + i * p.columns;
    for (std::size_t c = 0; c < p.columns; ++c) {
      out[c] = y[c] > 0.0f ? y[c] : 0.0f;
      which[c] = y[c] > 0.0f ? 0.0f : -1.0f;
    }
    for (std::size_t j = 1; j < p.pool; ++j) {
      y += p.columns;
      const auto row = static_cast<float>(j);
      for (std::size_t c = 0; c < p.columns; ++c) {
        const bool higher = y[c] > out[c];
        out[c] = higher ? y[c] : out[c];
        which[c] = higher ? row : which[c];
      }
    }
  }
}

inline void relu_pool_backward(const ReluPool& p) {
  for (std::size_t i = 0; i < p.pooled; ++i) {
    const float* __restrict gradient = p.out + i * p.columns;
    const float* __restrict which = p.which + i * p.columns;
    for (std::size_t j = 0; j < p.pool; ++j) {
      float* __restrict y = p.y + (i * p.pool + j) * p.columns;
      const auto row = static_cast<float>(j);
      for (std::size_t c = 0; c < p.columns; ++c) y[c] = which[c] == row ? gradient[c] : 0.0f;
    }
  }
}

template <typename Unit, int Registers>
constexpr Kernels kernels_over(const char* name) {
  return {name,
          multiply<Unit, Registers>,
          lstm_forward<Unit>,
          lstm_backward<Unit>,
          relu_pool_forward,
          relu_pool_backward};
}

}  // namespace
}  // namespace ambulo::training
