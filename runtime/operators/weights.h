// SPDX-License-Identifier: Apache-2.0
// What convolutions and dense layers share when their numbers are integers: rescaling by output
// channel and the checks that keep sums within their type.
#pragma once

#include <ambulo/status.h>
#include <ambulo/tensor.h>

#include "runtime/kernels/quantized.h"
#include "runtime/operators/operator_context.h"

#include <cstdint>

namespace ambulo::operators {

// Sums of this many products cannot overflow: 2^16 * 255 * 128 < 2^31.
inline constexpr int64_t kMaxTerms = 1 << 16;

struct WeightedOperands {
  Tensor input, output;
  int32_t channels = 0;  // of the output
};

// One factor for each output channel from the scales of input 0, weights (operand 1, by channel
// along axis) and output; null in the measuring pass. BadQuantization where a scale, a zero point
// or a factor cannot be used.
Status channel_rescale(OperatorContext& context, const WeightedOperands& operands, int32_t axis,
                       const kernels::Rescale*& out);

// Of the classic scheme, where input, weights (operand 1) and output are uint8 with one scale and
// zero point each: the same factor for each channel.
Status byte_rescale(OperatorContext& context, const WeightedOperands& operands,
                    const Tensor& weights, const kernels::Rescale*& out);
inline constexpr int64_t kMaxByteTerms = 1 << 15;  // 2^15 * 255 * 255 < 2^31

// The scales of int8 weights (operand 1, by channel along axis), one for each of `channels`; null
// in the measuring pass.
Status hybrid_scales(OperatorContext& context, int32_t axis, int32_t channels, const float*& out);

// The bias (operand 2) in the type that goes with the activations: int32 for int8, int64 for int16;
// absent: null. Values that leave no room for the sums are BadQuantization.
Status integer_bias(OperatorContext& context, int32_t channels, const int32_t*& out);
Status integer_bias(OperatorContext& context, int32_t channels, const int64_t*& out);

}  // namespace ambulo::operators
