// SPDX-License-Identifier: Apache-2.0
// One function per operator of evaluate.h. Operands stand in graph.h; absent ones are null.
#pragma once

#include <vector>

#include "toolchain/graph/evaluate.h"

namespace ambulo::graph {

using Operands = std::vector<DoubleTensor*>;

// Operators with weights: evaluate_layers.cpp.
DoubleTensor evaluate(const Conv2d& conv, const Operands& operands);
DoubleTensor evaluate(const FullyConnected& layer, const Operands& operands);
DoubleTensor evaluate(const BatchNorm& norm, const Operands& operands);
DoubleTensor evaluate(const UnidirectionalSequenceLstm& lstm, const Operands& operands);

// Operators that only move or combine values: evaluate_operators.cpp.
DoubleTensor evaluate(const Pool2d& pool, const Operands& operands);
DoubleTensor evaluate(const Softmax& softmax, const Operands& operands);
DoubleTensor evaluate(const Reshape& reshape, const Operands& operands);
DoubleTensor evaluate(const Concatenation& concatenation, const Operands& operands);
DoubleTensor evaluate(const StridedSlice& slice, const Operands& operands);
DoubleTensor evaluate(const Mean& mean, const Operands& operands);
DoubleTensor evaluate(const Elementwise& elementwise, const Operands& operands);
DoubleTensor evaluate(const Unary& unary, const Operands& operands);
DoubleTensor evaluate(const Dropout& dropout, const Operands& operands);
DoubleTensor evaluate(const Unknown& unknown, const Operands& operands);

// Output length and first padding of a window of `filter` values, dilated, over `size` values.
struct WindowGeometry {
  int count, before;
};
WindowGeometry window_geometry(int size, int filter, int stride, int dilation, Padding padding);

void apply(Activation activation, std::vector<double>& values);
void require(bool holds, const char* what);  // Error(BadInput)
int dimension(const DoubleTensor& tensor, std::size_t axis);

}  // namespace ambulo::graph
