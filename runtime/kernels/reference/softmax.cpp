// SPDX-License-Identifier: Apache-2.0
// Softmax along the last axis of (rows, depth); the largest value is subtracted first, so that no
// exponential overflows.
#include "runtime/core/approximations.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {

void softmax_f32(const SoftmaxArgs& args) {
  const float* input = args.input;
  float* output = args.output;
  for (int32_t row = 0; row < args.rows; ++row, input += args.depth, output += args.depth) {
    float largest = input[0];
    for (int32_t i = 1; i < args.depth; ++i) largest = input[i] > largest ? input[i] : largest;
    float sum = 0.0f;
    for (int32_t i = 0; i < args.depth; ++i) {
      output[i] = exp_approximation((input[i] - largest) * args.beta);
      sum += output[i];
    }
    for (int32_t i = 0; i < args.depth; ++i) output[i] /= sum;
  }
}

}  // namespace ambulo::kernels::reference
