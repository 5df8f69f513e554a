// SPDX-License-Identifier: Apache-2.0
// Which operands of an operator are weights, and how their channels lie.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "toolchain/graph/graph.h"
#include "toolchain/quantization/numbers.h"

namespace ambulo::quantization {

inline constexpr int kPerTensor = -1;

struct WeightOperand {
  std::size_t operand;
  int axis;  // of the output channels; kPerTensor: one scale for all
};

// Empty for operators without weights. The bias of a convolution or dense layer is operand 2.
std::vector<WeightOperand> weight_operands(const graph::Operator& op);

// A constant of float32 that this operator alone reads as weights becomes int8; other readers keep
// the old one. Returns the new tensor.
int add_int8_weights(graph::Graph& graph, int tensor, int axis,
                     std::span<const double> least_scales = {}, int largest = kLargestInt8);

// Whether the operand is there, constant and float32.
bool is_float_constant(const graph::Graph& graph, const graph::Operator& op, std::size_t operand);

}  // namespace ambulo::quantization
