// SPDX-License-Identifier: Apache-2.0
// Schemes int8 and int16x8, and every mixture of precisions: each operator computes in the numbers
// that the plan gives it, with QUANTIZE and DEQUANTIZE where neighbours differ.
//   weights      int8 symmetric, a scale for each output channel (LSTM: for each matrix)
//   activations  int8 asymmetric, or int16 symmetric, over the calibrated range
//   bias         int32 (int64 beside int16) in units of input scale * weight scale
#pragma once

#include <string>
#include <vector>

#include "toolchain/graph/graph.h"
#include "toolchain/quantization/calibrate.h"
#include "toolchain/quantization/forms.h"

namespace ambulo::quantization {

using Plan = std::vector<Precision>;  // of each operator

// All operators in one precision. Those that have no such form are an Error(Unsupported) naming the
// first; or, with keep_float, they stay in float32, with int8 weights where they have weights.
Plan uniform_plan(const graph::Graph& graph, Precision precision, bool keep_float);

// Operators that only move numbers compute in those of the operator before them, behind the input
// of the network in those of the first one after: whatever else would round twice.
void settle_movers(const graph::Graph& graph, Plan& plan);

// One line for each operator that stays in float32 and for what int8 cannot hold.
std::vector<std::string> plan_notes(const graph::Graph& graph, const Plan& plan,
                                    const Calibration& calibration);

enum class Ends { Float32, Integer };  // type of inputs and outputs of the whole network

// How weights of Precision::Codebook and Precision::Int4 are stored.
struct Coding {
  int clusters = 16;    // entries of a codebook
  bool expand = false;  // the same numbers as plain int8: larger, and every runtime reads it
};

// The tensors of the result begin with those of the graph, under the same indices; what nothing
// reads any more is still there.
graph::Graph with_integers(graph::Graph graph, const Calibration& calibration, const Plan& plan,
                           Ends ends, const Coding& coding = {});

}  // namespace ambulo::quantization
