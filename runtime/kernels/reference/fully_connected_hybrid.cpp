// SPDX-License-Identifier: Apache-2.0
// Hybrid fully connected: float input (batch,I), int8 weights (O,I) -> float output (batch,O). Each
// row of the input is quantised into scratch; sums are exact integers.
#include "runtime/kernels/reference/quantize_floats.h"
#include "runtime/kernels/reference/reference.h"
#include "runtime/kernels/reference/window.h"

namespace ambulo::kernels::reference {

size_t fully_connected_hybrid_scratch_bytes(const FullyConnectedHybridArgs& args) {
  return static_cast<size_t>(args.inputs);
}

void fully_connected_hybrid(const FullyConnectedHybridArgs& args) {
  const size_t inputs = static_cast<size_t>(args.inputs);
  int8_t* quantized = static_cast<int8_t*>(args.memory.scratch);
  const float* input = args.input;
  float* output = args.output;
  for (int32_t b = 0; b < args.batch; ++b, input += inputs) {
    const FloatQuantization q = args.asymmetric ? quantize_asymmetric(input, inputs, quantized)
                                                : quantize_symmetric(input, inputs, quantized);
    const int8_t* weights = args.weights;
    for (int32_t o = 0; o < args.outputs; ++o, weights += inputs) {
      int32_t sum = 0;
      for (size_t i = 0; i < inputs; ++i) sum += (quantized[i] - q.zero_point) * weights[i];
      const float value = static_cast<float>(sum) * (q.scale * args.scales[o]);
      *output++ = clamped(args.bias == nullptr ? value : args.bias[o] + value, args.clamp);
    }
  }
}

}  // namespace ambulo::kernels::reference
