// SPDX-License-Identifier: Apache-2.0
#include "runtime/operators/shapes.h"

namespace ambulo::operators {

bool same_shape(const Shape& a, const Shape& b) {
  if (a.rank != b.rank) return false;
  for (int d = 0; d < a.rank; ++d) {
    if (a[d] != b[d]) return false;
  }
  return true;
}

bool same_quantization(const Tensor& a, const Tensor& b) {
  return a.scale == b.scale && a.zero_point == b.zero_point;
}

void widen(const Shape& shape, kernels::Dims& dims) {
  for (int32_t& dim : dims) dim = 1;
  for (int d = 0; d < shape.rank; ++d) dims[kernel_axis(shape.rank, d)] = shape[d];
}

void dense_strides(const kernels::Dims& dims, kernels::Dims& strides) {
  int32_t stride = 1;
  for (int d = kMaxRank - 1; d >= 0; --d) {
    strides[d] = stride;
    stride *= dims[d];
  }
}

void merge_axes(kernels::Dims& dims, Span<kernels::Dims*> strides) {
  int to = kMaxRank - 1;  // the axis that is being collected
  for (int d = to - 1; d >= 0; --d) {
    if (dims[d] == 1) continue;
    bool as_one = dims[to] != 1;
    for (const kernels::Dims* s : strides) {
      as_one = as_one && (*s)[d] == int64_t{(*s)[to]} * dims[to];
    }
    if (as_one) {
      dims[to] *= dims[d];
    } else {
      if (dims[to] != 1) --to;
      if (to == d) continue;
      dims[to] = dims[d];
      for (kernels::Dims* s : strides) (*s)[to] = (*s)[d];
    }
    dims[d] = 1;
  }
}

Status normalize_axis(int32_t axis, int32_t rank, int32_t& out) {
  if (axis < -rank || axis >= rank) return Status::BadShape;
  out = axis < 0 ? axis + rank : axis;
  return Status::Ok;
}

}  // namespace ambulo::operators
