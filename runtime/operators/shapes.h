// SPDX-License-Identifier: Apache-2.0
// Shapes as kernels take them: always kMaxRank axes, those in front of size 1.
#pragma once

#include <ambulo/span.h>
#include <ambulo/status.h>
#include <ambulo/tensor.h>

#include "runtime/kernels/kernels.h"

#include <cstdint>

namespace ambulo::operators {

bool same_shape(const Shape& a, const Shape& b);

// The same integers stand for the same numbers: always true of types that are not quantised.
bool same_quantization(const Tensor& a, const Tensor& b);

// The kernel axis of axis d of a tensor of this rank.
constexpr int kernel_axis(int32_t rank, int d) {
  return kMaxRank - rank + d;
}

// dims: (1, ..., 1, shape). strides: in elements, of a dense tensor.
void widen(const Shape& shape, kernels::Dims& dims);
void dense_strides(const kernels::Dims& dims, kernels::Dims& strides);

// Adjacent axes that all of the strides walk as one become one, so that the inner loops of kernels
// are long and the outer ones short.
void merge_axes(kernels::Dims& dims, Span<kernels::Dims*> strides);

// axis in [-rank, rank) to [0, rank); BadShape outside.
Status normalize_axis(int32_t axis, int32_t rank, int32_t& out);

}  // namespace ambulo::operators
