// SPDX-License-Identifier: Apache-2.0
// Finds LSTM cells in a straight graph by what they compute, and the chains they form over time:
//   c' = sigmoid(f) c + sigmoid(i) tanh(g)      h = sigmoid(o) tanh(c')
// where i, f, g, o are linear in one input x and in the h of the cell before. Order of gates and
// operands, and how weights were cut and joined, do not matter.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "toolchain/graph/lifting/linear_form.h"

namespace ambulo::graph {

struct GateWeights {
  LinearTerm input, recurrent;
  std::vector<double> bias;
};

// One layer in one direction. Weights are those of every step, states start at zero.
struct LstmChain {
  std::size_t cells = 0;
  std::array<GateWeights, 4> gates;  // input, forget, cell, output: the order of the operator
  std::vector<Segment> inputs;       // x of each step
  std::vector<int> outputs;          // h of each step
};

struct LstmSearch {
  std::vector<LstmChain> chains;
  std::vector<std::string> refused;  // why rows of such cells are no chain: one line each
};

// Float32 graphs of batch 1.
LstmSearch find_lstm_chains(const Graph& graph);

}  // namespace ambulo::graph
