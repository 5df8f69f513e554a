// SPDX-License-Identifier: Apache-2.0
// SOFTMAX along the last axis; input and output of the same shape; float32, int8, int16, uint8.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/quantization.h"
#include "runtime/operators/selection.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

// Each exponential adds at most 2^19 to the sum in Q12.19. From 2^28 on the last shift of the
// algorithm, 35 - leading zeros of the sum, would leave its 32 bits.
constexpr int32_t kMaxByteDepth = (1 << 9) - 1;
// Each adds less than 2^15 to the sum in Q16.15.
constexpr int32_t kMaxInt16Depth = (1 << 16) - 1;
constexpr int32_t kIntegerBits = 5;     // of scaled differences of bytes
constexpr int32_t kMaxInt16Shift = 14;  // differences of int16 take 17 bits

template <typename T, typename Args>
Args shaped(const Tensor& input, const Tensor& output) {
  Args args{};
  args.input = input.as<T>();
  args.output = output.as<T>();
  args.depth = input.shape[input.shape.rank - 1];
  args.rows = static_cast<int32_t>(input.shape.count()) / args.depth;
  return args;
}

// Differences of inputs become beta * scale * 2^26 * difference, in Q5.26.
template <typename T>
Status set_scaling(float beta, float scale, kernels::ByteSoftmaxArgs<T>& args) {
  const double factor = double{beta} * double{scale} * (1 << (31 - kIntegerBits));
  if (!(factor > 1.0) || !(factor < 2147483647.0)) return Status::BadQuantization;
  kernels::Rescale rescale{};
  AMBULO_TRY(rescale_by(factor, rescale));
  args.input_multiplier = rescale.multiplier;
  args.input_shift = rescale.shift;
  constexpr int64_t kLargest = int64_t{(1 << kIntegerBits) - 1} << (31 - kIntegerBits);
  args.least_difference = -static_cast<int32_t>(kLargest >> rescale.shift);
  return Status::Ok;
}

Status int16_softmax(OperatorContext& context, const Tensor& input, const Tensor& output,
                     float beta) {
  AMBULO_TRY(check_all_quantized(context, input, output));
  if (output.scale != 1.0f / 32768.0f) return Status::BadQuantization;
  auto args = shaped<int16_t, kernels::SoftmaxS16Args>(input, output);
  if (args.depth > kMaxInt16Depth) return Status::BadShape;
  kernels::Rescale rescale{};
  AMBULO_TRY(rescale_by(double{input.scale} * double{beta} / (10.0 / 65535.0), rescale));
  if (rescale.shift > kMaxInt16Shift) return Status::BadQuantization;
  args.input_multiplier = rescale.multiplier;
  args.input_shift = rescale.shift;
  context.emit(&kernels::KernelTable::softmax_s16, args);
  return Status::Ok;
}

template <typename T>
Status byte_softmax(OperatorContext& context, const Tensor& input, const Tensor& output, float beta,
                    kernels::KernelEntry<kernels::ByteSoftmaxArgs<T>> kernel) {
  AMBULO_TRY(check_all_quantized(context, input, output));
  if (output.scale != 1.0f / 256.0f) return Status::BadQuantization;
  if (output.zero_point != type_range(output.type).low) return Status::BadQuantization;
  auto args = shaped<T, kernels::ByteSoftmaxArgs<T>>(input, output);
  if (args.depth > kMaxByteDepth) return Status::BadShape;
  AMBULO_TRY(set_scaling(beta, input.scale, args));
  context.emit(kernel, args);
  return Status::Ok;
}

Status float_softmax(OperatorContext& context, const Tensor& input, const Tensor& output,
                     float beta) {
  auto args = shaped<float, kernels::SoftmaxArgs>(input, output);
  args.beta = beta;
  context.emit(&kernels::KernelTable::softmax_f32, args);
  return Status::Ok;
}

}  // namespace

Status softmax(OperatorContext& context) {
  Tensor input, output;
  AMBULO_TRY(context.any_input(0, input));
  AMBULO_TRY(context.output(0, input.type, output));
  if (input.shape.rank < 1 || !same_shape(input.shape, output.shape)) return Status::BadShape;
  const float beta = context.option(schema::softmax_options::kBeta);
  using kernels::KernelTable;
  if constexpr (has_type(kInt8)) {
    if (input.type == TensorType::Int8) {
      return byte_softmax<int8_t>(context, input, output, beta, &KernelTable::softmax_s8);
    }
  }
  if constexpr (has_type(kUInt8)) {
    if (input.type == TensorType::UInt8) {
      return byte_softmax<uint8_t>(context, input, output, beta, &KernelTable::softmax_u8);
    }
  }
  if constexpr (has_type(kInt16)) {
    if (input.type == TensorType::Int16) return int16_softmax(context, input, output, beta);
  }
  if constexpr (has_type(kFloat32)) {
    if (input.type == TensorType::Float32) return float_softmax(context, input, output, beta);
  }
  return Status::UnsupportedType;
}

}  // namespace ambulo::operators
