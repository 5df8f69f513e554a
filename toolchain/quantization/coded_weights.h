// SPDX-License-Identifier: Apache-2.0
// Weights of an operator stored in fewer bits than the int8 that they stand for.
//   INT4 tensors   numbers from -7 to 7, two to a byte: convolutions and dense layers, in LiteRT
//   too TFLM_DECODE    codes of 1 to 7 bits and a table of int8 for each tensor, by a custom
//   operator
//                  before the one that reads them (runtime/operators/decode.cpp): any layer; TFLite
//                  Micro has it, LiteRT refuses it by name
#pragma once

#include "toolchain/graph/graph.h"
#include "toolchain/quantization/forms.h"

namespace ambulo::quantization {

inline constexpr int kMaxClusters = 128;  // of the 7 bits that a code has at most

// Replaces each int8 weight by the nearest entry of the tensor's best codebook.
void share_values(graph::Graph& graph, graph::Operator& op, int clusters);

// precision: Int4 or Codebook. What the operator reads becomes codes; a DECODE operator is appended
// to the graph where that takes one. REQUIRES int8 weights of few different values.
void store_codes(graph::Graph& graph, graph::Operator& op, Precision precision);

// Whether LiteRT can open what store_codes makes of the operator.
bool litert_reads_codes(const graph::Operator& op, Precision precision);

}  // namespace ambulo::quantization
