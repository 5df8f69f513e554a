// SPDX-License-Identifier: Apache-2.0
// Mean along any set of axes: sums in the order of the input, then one division by the count.
#include "runtime/core/bytes.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {

void mean_f32(const MeanArgs& args) {
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
  const size_t inputs = static_cast<size_t>(input - args.input);
  const float averaged = static_cast<float>(inputs / args.output_count);
  for (size_t i = 0; i < args.output_count; ++i) args.output[i] /= averaged;
}

}  // namespace ambulo::kernels::reference
