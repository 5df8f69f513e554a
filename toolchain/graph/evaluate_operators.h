// SPDX-License-Identifier: Apache-2.0
// One function per operator of evaluate.h. Operands stand in graph.h; absent ones are null.
#pragma once

#include <vector>

#include "toolchain/graph/evaluate.h"

namespace ambulo::graph {

using Operands = std::vector<DoubleTensor*>;

// Operators with weights: evaluate_layers.cpp.
DoubleTensor evaluate(const Conv2d& conv, const Operands& operands);
DoubleTensor evaluate(const DepthwiseConv2d& conv, const Operands& operands);
DoubleTensor evaluate(const FullyConnected& layer, const Operands& operands);
DoubleTensor evaluate(const BatchMatMul& product, const Operands& operands);
DoubleTensor evaluate(const BatchNorm& norm, const Operands& operands);

// State: evaluate_recurrent.cpp.
DoubleTensor evaluate(const UnidirectionalSequenceLstm& lstm, const Operands& operands);

// One number of many: evaluate_reductions.cpp.
DoubleTensor evaluate(const Pool2d& pool, const Operands& operands);
DoubleTensor evaluate(const Softmax& softmax, const Operands& operands);
DoubleTensor evaluate(const Reduce& reduce, const Operands& operands);

// Each element by itself: evaluate_elementwise.cpp.
DoubleTensor evaluate(const Elementwise& elementwise, const Operands& operands);
DoubleTensor evaluate(const Unary& unary, const Operands& operands);
DoubleTensor evaluate(const LeakyRelu& leaky, const Operands& operands);
DoubleTensor evaluate(const Dropout& dropout, const Operands& operands);

// Axes cut, joined and renamed: evaluate_shapes.cpp, evaluate_plain.cpp.
DoubleTensor evaluate(const Reshape& reshape, const Operands& operands);
DoubleTensor evaluate(const Squeeze& squeeze, const Operands& operands);
DoubleTensor evaluate(const ShapeOf& shape, const Operands& operands);
DoubleTensor evaluate(const Concatenation& concatenation, const Operands& operands);
DoubleTensor evaluate(const Pack& pack, const Operands& operands);
std::vector<DoubleTensor> evaluate(const Unpack& unpack, const Operands& operands);
DoubleTensor evaluate(const Gather& gather, const Operands& operands);
DoubleTensor evaluate(const StridedSlice& slice, const Operands& operands);
std::vector<DoubleTensor> evaluate(const Plain& plain, const Operands& operands,
                                   std::size_t output_count);
std::vector<DoubleTensor> split(const DoubleTensor& input, std::size_t axis,
                                const std::vector<std::int32_t>& sizes);

// TensorFlow's tensor lists; throws Error(Unsupported) for all others: evaluate_tensor_lists.cpp.
std::vector<DoubleTensor> evaluate(const Unknown& unknown, const Operands& operands);
bool is_tensor_list_operator(const Unknown& unknown);

// Control flow belongs to a whole model: these throw Error(Unsupported).
DoubleTensor evaluate(const While& loop, const Operands& operands);
DoubleTensor evaluate(const CallOnce& call, const Operands& operands);
DoubleTensor evaluate(const VarHandle& handle, const Operands& operands);

// Output length and first padding of a window of `filter` values, dilated, over `size` values.
struct WindowGeometry {
  int count, before;
};
WindowGeometry window_geometry(int size, int filter, int stride, int dilation, Padding padding);

void apply(Activation activation, std::vector<double>& values);
void require(bool holds, const char* what);  // Error(BadInput)
int dimension(const DoubleTensor& tensor, std::size_t axis);

}  // namespace ambulo::graph
