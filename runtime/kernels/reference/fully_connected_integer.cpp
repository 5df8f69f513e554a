// SPDX-License-Identifier: Apache-2.0
// Integer fully connected: input (batch,I), weights (O,I), bias (O) -> output (batch,O). LiteRT
// rescales sums with a single rounding here, unlike in convolutions.
#include "runtime/core/fixed_point.h"
#include "runtime/kernels/reference/integer.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {
namespace {

int32_t rescaled_once(int32_t sum, Rescale by) {
  return multiply_by_quantized_once(sum, by.multiplier, by.shift);
}
int32_t rescaled_once(int64_t sum, Rescale by) {
  return multiply_by_quantized_64_once(sum, by.multiplier, by.shift);
}

template <typename Args>
void fully_connected(const Args& args) {
  using T = std::remove_pointer_t<decltype(args.output)>;
  const T* input = args.input;
  T* output = args.output;
  for (int32_t b = 0; b < args.batch; ++b, input += args.inputs) {
    auto weights = args.weights;
    for (int32_t o = 0; o < args.outputs; ++o, weights += args.inputs) {
      const Sum<T> sum = dot(args, input, weights, static_cast<size_t>(args.inputs));
      *output++ = narrowed<T>(rescaled_once(with_bias(sum, args.bias, o), args.rescale[o]), args);
    }
  }
}

}  // namespace

size_t fully_connected_coded_s8_scratch_bytes(const FullyConnectedCodedS8Args& args) {
  return static_cast<size_t>(args.inputs);
}

void fully_connected_coded_s8(const FullyConnectedCodedS8Args& args) {
  const size_t inputs = static_cast<size_t>(args.inputs);
  int8_t* row = static_cast<int8_t*>(args.memory.scratch);
  FullyConnectedS8Args one = args;
  one.batch = one.outputs = 1;
  one.weights = row;
  for (int32_t o = 0; o < args.outputs; ++o) {
    decode(args.codes, static_cast<size_t>(o) * inputs, inputs, row);
    one.rescale = args.rescale + o;
    one.bias = args.bias == nullptr ? nullptr : args.bias + o;
    one.input = args.input;
    for (int32_t b = 0; b < args.batch; ++b, one.input += inputs) {
      one.output = args.output + b * args.outputs + o;
      fully_connected(one);
    }
  }
}

void fully_connected_s8(const FullyConnectedS8Args& args) {
  fully_connected(args);
}

void fully_connected_s16(const FullyConnectedS16Args& args) {
  fully_connected(args);
}

void fully_connected_u8(const FullyConnectedU8Args& args) {
  fully_connected(args);
}

}  // namespace ambulo::kernels::reference
