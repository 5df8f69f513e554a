// SPDX-License-Identifier: Apache-2.0
// UNIDIRECTIONAL_SEQUENCE_LSTM in int8: int8 input, hidden state and weights, int16 cell state.
//   gates         summed in Q3.12, a scale of 2^-12
//   cell state    a power of two as scale, so that its tanh needs no product
//   hidden state  its own range: the output is the hidden state, also where a batch norm follows
#pragma once

#include <optional>

#include "toolchain/graph/graph.h"
#include "toolchain/quantization/calibrate.h"

namespace ambulo::quantization {

// Input and output are stored in int8 already.
void make_integer_lstm(graph::Graph& graph, graph::Operator& op, const Calibration& calibration,
                       int largest = kLargestInt8);

// How far the cell state of an LSTM goes, if that is beyond what int8 kernels hold.
std::optional<double> overflowing_cell_state(const graph::Operator& op,
                                             const Calibration& calibration);

}  // namespace ambulo::quantization
