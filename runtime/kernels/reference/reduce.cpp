// SPDX-License-Identifier: Apache-2.0
// Along any set of axes: mean and sum in float, in the order of the input; sums of integers,
// rescaled; the largest element and its index.
#include "runtime/core/bytes.h"
#include "runtime/core/fixed_point.h"
#include "runtime/kernels/reference/reference.h"

#include <limits>

namespace ambulo::kernels::reference {
namespace {

// Calls visit(offset) for all positions, last axis innermost.
template <typename Visit>
void for_each_offset(const Dims& dims, const Dims& strides, Visit visit) {
  for (ptrdiff_t i0 = 0; i0 < dims[0]; ++i0) {
    for (ptrdiff_t i1 = 0; i1 < dims[1]; ++i1) {
      for (ptrdiff_t i2 = 0; i2 < dims[2]; ++i2) {
        for (ptrdiff_t i3 = 0; i3 < dims[3]; ++i3) {
          const ptrdiff_t start =
              i0 * strides[0] + i1 * strides[1] + i2 * strides[2] + i3 * strides[3];
          for (ptrdiff_t i4 = 0; i4 < dims[4]; ++i4) visit(start + i4 * strides[4]);
        }
      }
    }
  }
}

template <typename T>
void reduce_max(const ReduceArgs<T>& args) {
  T* output = args.output;
  for_each_offset(args.kept_dims, args.kept_strides, [&](ptrdiff_t start) {
    T largest = args.input[start];
    for_each_offset(args.reduced_dims, args.reduced_strides, [&](ptrdiff_t offset) {
      const T x = args.input[start + offset];
      if (x > largest) largest = x;
    });
    *output++ = largest;
  });
}

template <typename T>
void arg_max(const ArgMaxArgs<T>& args) {
  ptrdiff_t at = 0;
  for (ptrdiff_t outer = 0; outer < args.outer; ++outer) {
    for (ptrdiff_t inner = 0; inner < args.inner; ++inner, ++at) {
      const T* x = args.input + outer * args.axis * args.inner + inner;
      int32_t best = 0;
      for (int32_t i = 1; i < args.axis; ++i) {
        if (x[ptrdiff_t{i} * args.inner] > x[ptrdiff_t{best} * args.inner]) best = i;
      }
      if (args.wide)
        static_cast<int64_t*>(args.output)[at] = best;
      else
        static_cast<int32_t*>(args.output)[at] = best;
    }
  }
}

template <typename T>
void sum(const IntegerReduceArgs<T>& args) {
  constexpr int64_t kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
  T* output = args.output;
  for_each_offset(args.kept_dims, args.kept_strides, [&](ptrdiff_t start) {
    uint32_t total = 0;  // wraps round, as where it does not fit
    for_each_offset(args.reduced_dims, args.reduced_strides, [&](ptrdiff_t offset) {
      total += static_cast<uint32_t>(args.input[start + offset] - args.input_zero_point);
    });
    const auto multiply = args.round_once ? multiply_by_quantized_once : multiply_by_quantized;
    const int64_t y = int64_t{multiply(static_cast<int32_t>(total), args.rescale.multiplier,
                                       args.rescale.shift)} +
                      args.output_zero_point;
    *output++ = static_cast<T>(y < kLow ? kLow : y > kHigh ? kHigh : y);
  });
}

}  // namespace

void sum_f32(const MeanArgs& args) {
  const Dims &n = args.dims, &s = args.output_strides;
  zero_bytes(args.output, args.output_count * sizeof(float));
  const float* input = args.input;
  for (int32_t i0 = 0; i0 < n[0]; ++i0) {
    for (int32_t i1 = 0; i1 < n[1]; ++i1) {
      for (int32_t i2 = 0; i2 < n[2]; ++i2) {
        for (int32_t i3 = 0; i3 < n[3]; ++i3) {
          float* output = args.output + i0 * s[0] + i1 * s[1] + i2 * s[2] + i3 * s[3];
          for (int32_t i4 = 0; i4 < n[4]; ++i4) output[i4 * s[4]] += input[i4];
          input += n[4];
        }
      }
    }
  }
}

void mean_f32(const MeanArgs& args) {
  sum_f32(args);
  size_t inputs = 1;
  for (const int32_t dim : args.dims) inputs *= static_cast<size_t>(dim);
  const float averaged = static_cast<float>(inputs / args.output_count);
  for (size_t i = 0; i < args.output_count; ++i) args.output[i] /= averaged;
}

void sum_s8(const ReduceS8Args& args) {
  sum(args);
}
void sum_s16(const ReduceS16Args& args) {
  sum(args);
}
void arg_max_f32(const ArgMaxF32Args& args) {
  arg_max(args);
}
void arg_max_s8(const ArgMaxS8Args& args) {
  arg_max(args);
}
void reduce_max_f32(const ReduceF32Args& args) {
  reduce_max(args);
}
void reduce_max_s8(const ReduceS8Args& args) {
  reduce_max(args);
}
void reduce_max_s16(const ReduceS16Args& args) {
  reduce_max(args);
}

}  // namespace ambulo::kernels::reference
