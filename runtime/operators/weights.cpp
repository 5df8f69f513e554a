// SPDX-License-Identifier: Apache-2.0
#include "runtime/operators/weights.h"

#include "runtime/operators/quantization.h"

namespace ambulo::operators {
namespace {

constexpr int64_t kMaxBias = int64_t{1} << 46;  // with the sum below 2^47 (fixed_point.h)
constexpr int32_t kMaxShift64 = 7;

}  // namespace

Status channel_rescale(OperatorContext& context, const WeightedOperands& operands, int32_t axis,
                       const kernels::Rescale*& out) {
  const Tensor &input = operands.input, &output = operands.output;
  AMBULO_TRY(check_all_quantized(context, input, output));
  ChannelScales scales;
  AMBULO_TRY(context.channel_scales(1, axis, operands.channels, scales));
  auto* table = context.persistent<kernels::Rescale>(static_cast<size_t>(operands.channels));
  for (int32_t c = 0; c < operands.channels; ++c) {
    const double factor = double{input.scale} * double{scales[c]} / double{output.scale};
    kernels::Rescale rescale{};
    AMBULO_TRY(rescale_by(factor, rescale));
    if (input.type == TensorType::Int16 && rescale.shift > kMaxShift64) {
      return Status::BadQuantization;
    }
    if (table != nullptr) table[c] = rescale;
  }
  out = table;
  return Status::Ok;
}

Status byte_rescale(OperatorContext& context, const WeightedOperands& operands,
                    const Tensor& weights, const kernels::Rescale*& out) {
  const Tensor &input = operands.input, &output = operands.output;
  AMBULO_TRY(check_all_quantized(context, input, weights, output));
  if (!context.has_one_scale(1)) return Status::BadQuantization;
  // A product of floats, as in LiteRT.
  const double factor = double{input.scale * weights.scale} / double{output.scale};
  kernels::Rescale rescale{};
  AMBULO_TRY(rescale_by(factor, rescale));
  auto* table = context.persistent<kernels::Rescale>(static_cast<size_t>(operands.channels));
  for (int32_t c = 0; table != nullptr && c < operands.channels; ++c) table[c] = rescale;
  out = table;
  return Status::Ok;
}

Status hybrid_scales(OperatorContext& context, int32_t axis, int32_t channels, const float*& out) {
  ChannelScales scales;
  AMBULO_TRY(context.channel_scales(1, axis, channels, scales));
  float* table = context.persistent<float>(static_cast<size_t>(channels));
  for (int32_t c = 0; table != nullptr && c < channels; ++c) table[c] = scales[c];
  out = table;
  return Status::Ok;
}

Status integer_bias(OperatorContext& context, int32_t channels, const int32_t*& out) {
  Tensor bias;
  AMBULO_TRY(context.optional_vector(2, TensorType::Int32, channels, bias));
  out = bias.as<int32_t>();
  return Status::Ok;
}

Status integer_bias(OperatorContext& context, int32_t channels, const int64_t*& out) {
  return context.wide_vector(2, channels, kMaxBias, out);
}

}  // namespace ambulo::operators
