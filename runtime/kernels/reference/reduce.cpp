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

// Results of neighbours whose sums are kept at the same time.
constexpr int32_t kBlock = 16;

// Sums of `count` results that lie side by side from start on; they wrap round, as where a sum does
// not fit. The last axis that is reduced is walked innermost, its sums in registers.
template <typename T>
void sum_block(const IntegerReduceArgs<T>& args, ptrdiff_t start, int32_t count, uint32_t* sums) {
  int32_t last = kMaxRank - 1;
  while (last > 0 && args.reduced_dims[last] == 1) --last;
  const int32_t steps = args.reduced_dims[last];
  const ptrdiff_t stride = args.reduced_strides[last];
  Dims outer;
  for (int32_t d = 0; d < kMaxRank; ++d) outer[d] = d == last ? 1 : args.reduced_dims[d];
  uint32_t totals[kBlock] = {};
  for_each_offset(outer, args.reduced_strides, [&](ptrdiff_t offset) {
    const T* input = args.input + start + offset;
    for (int32_t i = 0; i < steps; ++i, input += stride) {
      for (int32_t c = 0; c < count; ++c) totals[c] += static_cast<uint32_t>(input[c]);
    }
  });
  uint32_t terms = 1;
  for (const int32_t dim : args.reduced_dims) terms *= static_cast<uint32_t>(dim);
  const uint32_t zeros = terms * static_cast<uint32_t>(args.input_zero_point);
  for (int32_t c = 0; c < count; ++c) sums[c] = totals[c] - zeros;
}

template <typename T>
T finished(const IntegerReduceArgs<T>& args, uint32_t sum) {
  constexpr int64_t kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
  const auto multiply = args.round_once ? multiply_by_quantized_once : multiply_by_quantized;
  const int64_t y =
      int64_t{multiply(static_cast<int32_t>(sum), args.rescale.multiplier, args.rescale.shift)} +
      args.output_zero_point;
  return static_cast<T>(y < kLow ? kLow : y > kHigh ? kHigh : y);
}

template <typename T>
void sum(const IntegerReduceArgs<T>& args) {
  T* output = args.output;
  const bool side_by_side = args.kept_strides[4] == 1;
  const int32_t row = args.kept_dims[4], block = side_by_side ? kBlock : 1;
  Dims rows = {args.kept_dims[0], args.kept_dims[1], args.kept_dims[2], args.kept_dims[3], 1};
  for_each_offset(rows, args.kept_strides, [&](ptrdiff_t start) {
    for (int32_t c = 0; c < row; c += block) {
      uint32_t sums[kBlock];
      const ptrdiff_t first = start + ptrdiff_t{c} * args.kept_strides[4];
      const int32_t count = row - c < block ? row - c : block;
      // A constant count lets the compiler keep the sums in vectors.
      if (count == kBlock)
        sum_block(args, first, kBlock, sums);
      else
        sum_block(args, first, count, sums);
      for (int32_t k = 0; k < count; ++k) *output++ = finished(args, sums[k]);
    }
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
  const size_t averaged = inputs / args.output_count;
  for (size_t i = 0; i < args.output_count; ++i) args.output[i] /= static_cast<float>(averaged);
}

void sum_s8(const ReduceS8Args& args) {
  sum(args);
}
void sum_s16(const ReduceS16Args& args) {
  sum(args);
}
void sum_u8(const ReduceU8Args& args) {
  sum(args);
}
void arg_max_f32(const ArgMaxF32Args& args) {
  arg_max(args);
}
void arg_max_s8(const ArgMaxS8Args& args) {
  arg_max(args);
}
void arg_max_u8(const ArgMaxU8Args& args) {
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
void reduce_max_u8(const ReduceU8Args& args) {
  reduce_max(args);
}

}  // namespace ambulo::kernels::reference
