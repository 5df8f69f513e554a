// SPDX-License-Identifier: Apache-2.0
// Fully connected: input (batch,I), weights (O,I), bias (O) -> output (batch,O).
#include "runtime/kernels/reference/dot.h"
#include "runtime/kernels/reference/reference.h"
#include "runtime/kernels/reference/window.h"

namespace ambulo::kernels::reference {

void fully_connected_f32(const FullyConnectedArgs& args) {
  const size_t inputs = static_cast<size_t>(args.inputs);
  const float* input = args.input;
  float* output = args.output;
  for (int32_t b = 0; b < args.batch; ++b, input += args.inputs, output += args.outputs) {
    for (int32_t o = 0; o < args.outputs; o += kRows) {
      const FourRows weights(args.weights, o, args.outputs, inputs);
      DotProducts products;
      products.add(input, weights.rows, args.inputs);
      for (int32_t j = 0; j < kRows && o + j < args.outputs; ++j) {
        const float bias = args.bias == nullptr ? 0.0f : args.bias[o + j];
        output[o + j] = clamped(products.total(j) + bias, args.clamp);
      }
    }
  }
}

}  // namespace ambulo::kernels::reference
