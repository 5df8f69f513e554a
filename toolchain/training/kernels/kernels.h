// SPDX-License-Identifier: Apache-2.0
// What the trainer's own layers are made of, compiled once for each instruction set. All matrices
// are float32 and row-major; rows of B and C may lie further apart than they are long. No standard
// header with functions in it: their code would be compiled for one instruction set and linked for
// all.
#pragma once

#include <cstddef>

namespace ambulo::training {

// Lanes of the widest vector: rows that kernels write are padded to a multiple of it.
inline constexpr std::size_t kWidestVector = 16;

constexpr std::size_t padded(std::size_t count) {
  return (count + kWidestVector - 1) / kWidestVector * kWidestVector;
}

// Element (m, k) is data[m * row + k * term]: plain, transposed, or windows of a sequence that
// overlap.
struct LeftMatrix {
  const float* data;
  std::size_t row, term;
};

struct Product {
  std::size_t rows, terms, columns;  // REQUIRES columns to be a multiple of kWidestVector
  LeftMatrix a;                      // (rows, terms)
  const float* b;                    // (terms, columns)
  std::size_t b_row;
  float* c;  // (rows, columns)
  std::size_t c_row;
  bool accumulate;  // c += a b; else c = a b
};

// One time step of an LSTM, for one row of the batch. Gates are four planes of `units` numbers, in
// the order input, forget, cell, output. REQUIRES units to be a multiple of kWidestVector.
struct LstmForwardStep {
  std::size_t units;
  float* gates;              // in: sums; out: activated
  const float* cell_before;  // c of the step before
  float *cell, *cell_tanh;   // c = forget * cell_before + input * cell gate, tanh(c)
  float* hidden;             // output gate * tanh(c)
};
struct LstmBackwardStep {
  std::size_t units;
  float* gates;  // in: activated; out: the gradient of their sums
  const float *cell_before, *cell_tanh;
  const float* hidden_gradient;
  float* cell_gradient;  // in: from the step after; out: for the step before
};

// Max over `pool` rows, then ReLU, of y (pooled * pool rows of `columns`); which: the row within
// the pool that gave the number, -1 where it is not above 0. Of equal rows the first.
struct ReluPool {
  std::size_t pooled, pool, columns;  // columns as in Product
  float* y;                           // forward: read; backward: the gradient is written here
  float *out, *which;                 // out, backward: the gradient that comes in
};

struct Kernels {
  const char* name;
  void (*multiply)(const Product&);
  void (*lstm_forward)(const LstmForwardStep&);
  void (*lstm_backward)(const LstmBackwardStep&);
  void (*relu_pool_forward)(const ReluPool&);
  void (*relu_pool_backward)(const ReluPool&);
};

}  // namespace ambulo::training
