// SPDX-License-Identifier: Apache-2.0
// Operators that only move elements: each describes views of its operands, one kernel copies.
#pragma once

#include <ambulo/tensor.h>

#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"

#include <cstdint>

namespace ambulo::operators {

// Where element (i0, ..., i4) of a copy is read or written, in elements of the tensor.
struct View {
  kernels::Dims strides = {};
  int64_t start = 0;
};

// The whole of a dense tensor, along its own axes.
View dense_view(const Shape& shape);

// Emits output[view] = input[view] along dims. REQUIRES: same type, all positions inside.
void emit_copy(OperatorContext& context, const kernels::Dims& dims, const Tensor& input,
               const View& input_view, const Tensor& output, const View& output_view);

// Emits output = the part of input, or part of output = input, that begins at `start` on this axis.
void emit_part_of_input(OperatorContext& context, const Tensor& input, int32_t axis, int64_t start,
                        const Tensor& output);
void emit_part_of_output(OperatorContext& context, const Tensor& input, const Tensor& output,
                         int32_t axis, int64_t start);

}  // namespace ambulo::operators
