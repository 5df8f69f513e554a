// SPDX-License-Identifier: Apache-2.0
// FULLY_CONNECTED: weights (O,I), bias (O) or absent. The input has any shape whose elements are
// rows of I; the output has one row of O for each, as (batch,O) or with the dimensions kept.
// float32; int8, int16 and hybrid with int8 weights; uint8.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/options.h"
#include "runtime/operators/quantization.h"
#include "runtime/operators/selection.h"
#include "runtime/operators/weights.h"

#include <type_traits>

namespace ambulo::operators {
namespace {

namespace options = schema::fully_connected_options;

// Shapes and options, the same for every type.
template <typename Args>
Status set_geometry(const OperatorContext& context, const Tensor& input, const Tensor& weights,
                    const Tensor& output, Args& args) {
  if (context.option(options::kWeightsFormat) !=
      static_cast<int8_t>(schema::WeightsFormat::Default)) {
    return Status::UnsupportedOperator;
  }
  if (weights.shape.rank != 2 || output.shape.rank < 1) return Status::BadShape;
  args.outputs = weights.shape[0];
  args.inputs = weights.shape[1];
  const size_t batch = input.shape.count() / static_cast<size_t>(args.inputs);
  if (batch * static_cast<size_t>(args.inputs) != input.shape.count()) return Status::BadShape;
  if (output.shape[output.shape.rank - 1] != args.outputs) return Status::BadShape;
  if (output.shape.count() != batch * static_cast<size_t>(args.outputs)) return Status::BadShape;
  if (context.option(options::kKeepNumDims) != 0 && output.shape.rank != input.shape.rank) {
    return Status::BadShape;
  }
  args.batch = static_cast<int32_t>(batch);
  return Status::Ok;
}

Status float_layer(OperatorContext& context, const Tensor& input) {
  Tensor weights, bias, output;
  AMBULO_TRY(context.input(1, TensorType::Float32, weights));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  kernels::FullyConnectedArgs args{};
  AMBULO_TRY(set_geometry(context, input, weights, output, args));
  AMBULO_TRY(context.optional_vector(2, TensorType::Float32, args.outputs, bias));
  AMBULO_TRY(fused_clamp(context.option(options::kActivation), args.clamp));
  args.input = input.as<float>();
  args.weights = weights.as<float>();
  args.bias = bias.as<float>();
  args.output = output.as<float>();
  context.emit(&kernels::KernelTable::fully_connected_f32, args);
  return Status::Ok;
}

Status hybrid_layer(OperatorContext& context, const Tensor& input) {
  Tensor weights, bias, output;
  AMBULO_TRY(context.input(1, TensorType::Int8, weights));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  kernels::FullyConnectedHybridArgs args{};
  AMBULO_TRY(set_geometry(context, input, weights, output, args));
  if (args.inputs > kMaxTerms) return Status::BadShape;
  AMBULO_TRY(context.optional_vector(2, TensorType::Float32, args.outputs, bias));
  AMBULO_TRY(hybrid_scales(context, 0, args.outputs, args.scales));
  AMBULO_TRY(fused_clamp(context.option(options::kActivation), args.clamp));
  args.asymmetric = context.option(options::kAsymmetricQuantizeInputs) != 0;
  args.input = input.as<float>();
  args.weights = weights.as<int8_t>();
  args.bias = bias.as<float>();
  args.output = output.as<float>();
  context.emit(&kernels::KernelTable::fully_connected_hybrid, args);
  return Status::Ok;
}

template <typename T, typename Bias>
Status integer_layer(OperatorContext& context, const Tensor& input,
                     kernels::KernelEntry<kernels::IntegerFullyConnectedArgs<T, Bias>> kernel) {
  WeightedOperands operands;
  operands.input = input;
  Tensor weights;
  kernels::WeightCodes codes;
  AMBULO_TRY(context.weights(1, weights, codes));
  AMBULO_TRY(context.output(0, input.type, operands.output));
  kernels::IntegerFullyConnectedArgs<T, Bias> args{};
  AMBULO_TRY(set_geometry(context, input, weights, operands.output, args));
  if (args.inputs > kMaxTerms) return Status::BadShape;
  operands.channels = args.outputs;
  AMBULO_TRY(integer_bias(context, operands.channels, args.bias));
  AMBULO_TRY(channel_rescale(context, operands, 0, args.rescale));
  AMBULO_TRY(integer_clamp(context.option(options::kActivation), operands.output, args.clamp));
  args.input = input.as<T>();
  args.weights = weights.as<int8_t>();
  args.output = operands.output.as<T>();
  args.input_zero_point = input.zero_point;
  args.output_zero_point = operands.output.zero_point;
  if constexpr (kReadsCodes && std::is_same_v<T, int8_t>) {
    if (codes.codes != nullptr) {
      context.emit(&kernels::KernelTable::fully_connected_coded_s8,
                   kernels::FullyConnectedCodedS8Args{args, codes});
      return Status::Ok;
    }
  }
  context.emit(kernel, args);
  return Status::Ok;
}

Status byte_layer(OperatorContext& context, const Tensor& input) {
  WeightedOperands operands;
  operands.input = input;
  Tensor weights;
  AMBULO_TRY(context.input(1, TensorType::UInt8, weights));
  AMBULO_TRY(context.output(0, TensorType::UInt8, operands.output));
  kernels::FullyConnectedU8Args args{};
  AMBULO_TRY(set_geometry(context, input, weights, operands.output, args));
  if (args.inputs > kMaxByteTerms) return Status::BadShape;
  operands.channels = args.outputs;
  AMBULO_TRY(integer_bias(context, operands.channels, args.bias));
  AMBULO_TRY(byte_rescale(context, operands, weights, args.rescale));
  AMBULO_TRY(integer_clamp(context.option(options::kActivation), operands.output, args.clamp));
  args.input = input.as<uint8_t>();
  args.weights = weights.as<uint8_t>();
  args.output = operands.output.as<uint8_t>();
  args.input_zero_point = input.zero_point;
  args.weight_zero_point = weights.zero_point;
  args.output_zero_point = operands.output.zero_point;
  context.emit(&kernels::KernelTable::fully_connected_u8, args);
  return Status::Ok;
}

}  // namespace

Status fully_connected(OperatorContext& context) {
  Tensor input;
  AMBULO_TRY(context.any_input(0, input));
  if (input.type == TensorType::Float32 && context.input_type(1) == TensorType::Int8) {
    if constexpr (has_type(kHybrid)) return hybrid_layer(context, input);
    return Status::UnsupportedType;
  }
  switch (input.type) {
    case TensorType::Float32:
      if constexpr (has_type(kFloat32)) return float_layer(context, input);
      break;
    case TensorType::Int8:
      if constexpr (has_type(kInt8)) {
        return integer_layer(context, input, &kernels::KernelTable::fully_connected_s8);
      }
      break;
    case TensorType::Int16:
      if constexpr (has_type(kInt16)) {
        return integer_layer(context, input, &kernels::KernelTable::fully_connected_s16);
      }
      break;
    case TensorType::UInt8:
      if constexpr (has_type(kUInt8)) return byte_layer(context, input);
      break;
    default:
      break;
  }
  return Status::UnsupportedType;
}

}  // namespace ambulo::operators
