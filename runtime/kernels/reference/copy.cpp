// SPDX-License-Identifier: Apache-2.0
// Moves elements: between any two strided views of up to kMaxRank axes; and fills with a value.
#include "runtime/core/bytes.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {
namespace {

void copy_row(const float* input, float* output, int32_t count, int32_t in_stride,
              int32_t out_stride) {
  if (in_stride == 1 && out_stride == 1) {
    copy_bytes(output, input, static_cast<size_t>(count) * sizeof(float));
    return;
  }
  for (int32_t i = 0; i < count; ++i) output[i * out_stride] = input[i * in_stride];
}

}  // namespace

void strided_copy_f32(const StridedCopyArgs& args) {
  const Dims &n = args.dims, &si = args.input_strides, &so = args.output_strides;
  for (int32_t i0 = 0; i0 < n[0]; ++i0) {
    for (int32_t i1 = 0; i1 < n[1]; ++i1) {
      for (int32_t i2 = 0; i2 < n[2]; ++i2) {
        const float* input = args.input + i0 * si[0] + i1 * si[1] + i2 * si[2];
        float* output = args.output + i0 * so[0] + i1 * so[1] + i2 * so[2];
        for (int32_t i3 = 0; i3 < n[3]; ++i3) {
          copy_row(input + i3 * si[3], output + i3 * so[3], n[4], si[4], so[4]);
        }
      }
    }
  }
}

void fill_f32(const FillArgs& args) {
  for (size_t i = 0; i < args.count; ++i) args.output[i] = args.value;
}

}  // namespace ambulo::kernels::reference
