// SPDX-License-Identifier: Apache-2.0
// ADD, SUB, MUL, DIV, MAXIMUM, MINIMUM, SQUARED_DIFFERENCE, PRELU with broadcasting: shapes are
// aligned at the last axis, size 1 repeats. Plain int32 and int64 are for the arithmetic of shapes.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/options.h"
#include "runtime/operators/quantization.h"
#include "runtime/operators/selection.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

using kernels::KernelTable;

// Strides of an operand that is read along dims; BadShape when it does not fit them.
Status broadcast_strides(const Shape& shape, const kernels::Dims& dims, kernels::Dims& strides) {
  kernels::Dims own;
  widen(shape, own);
  dense_strides(own, strides);
  for (int d = 0; d < kMaxRank; ++d) {
    if (own[d] == 1)
      strides[d] = 0;
    else if (own[d] != dims[d])
      return Status::BadShape;
  }
  return Status::Ok;
}

struct Operands {
  Tensor a, b, output;

  Status read(OperatorContext& context) {
    AMBULO_TRY(context.any_input(0, a));
    AMBULO_TRY(context.input(1, a.type, b));
    return context.output(0, a.type, output);
  }

  // The walk, for the arguments of any kernel; and the output in place of an operand.
  template <typename Args>
  Status describe(OperatorContext& context, Args& args) const {
    const int32_t rank = a.shape.rank > b.shape.rank ? a.shape.rank : b.shape.rank;
    if (output.shape.rank != rank) return Status::BadShape;
    widen(output.shape, args.dims);
    AMBULO_TRY(broadcast_strides(a.shape, args.dims, args.a_strides));
    AMBULO_TRY(broadcast_strides(b.shape, args.dims, args.b_strides));
    for (int d = 0; d < kMaxRank; ++d) {
      if (args.dims[d] != 1 && args.a_strides[d] == 0 && args.b_strides[d] == 0) {
        return Status::BadShape;  // larger than both operands
      }
    }
    // An operand that is repeated has fewer bytes than the output.
    context.overwrite(0, 0);
    context.overwrite(0, 1);
    kernels::Dims dense;
    dense_strides(args.dims, dense);
    kernels::Dims* strides[] = {&args.a_strides, &args.b_strides, &dense};
    merge_axes(args.dims, {strides, 3});
    using Element = std::remove_pointer_t<decltype(args.output)>;
    args.a = a.as<Element>();
    args.b = b.as<Element>();
    args.output = output.as<Element>();
    return Status::Ok;
  }
};

Status emit_floats(OperatorContext& context, const Operands& operands, int8_t activation,
                   kernels::KernelEntry<kernels::BinaryArgs> kernel) {
  if (operands.a.type != TensorType::Float32) return Status::UnsupportedType;
  kernels::BinaryArgs args{};
  AMBULO_TRY(operands.describe(context, args));
  AMBULO_TRY(fused_clamp(activation, args.clamp));
  context.emit(kernel, args);
  return Status::Ok;
}

Status emit_plain(OperatorContext& context, const Operands& operands, int8_t activation,
                  kernels::Arithmetic operation) {
  if (activation != static_cast<int8_t>(schema::Activation::None)) {
    return Status::UnsupportedOperator;
  }
  kernels::PlainIntegerArgs args{};
  AMBULO_TRY(operands.describe(context, args));
  args.operation = operation;
  args.element_bytes = operands.a.type == TensorType::Int64 ? 8 : 4;
  context.emit(&KernelTable::plain_integers, args);
  return Status::Ok;
}

bool is_power_of_two(float scale) {
  uint32_t bits;
  copy_bytes(&bits, &scale, sizeof bits);
  return (bits & 0x7FFFFF) == 0;
}

// Old 16-bit files with scales that are powers of two are added by shifts, which round otherwise
// where the scales differ; no converter of today writes them.
bool adds_by_shifts(OperatorContext& context, const Operands& operands) {
  const float a = operands.a.scale, b = operands.b.scale, y = operands.output.scale;
  return operands.a.type == TensorType::Int16 &&
         context.option(schema::add_options::kPotScaleInt16) != 0 && is_power_of_two(a) &&
         is_power_of_two(b) && is_power_of_two(y) && (a != b || a != y);
}

template <typename T>
Status emit_sum(OperatorContext& context, const Operands& operands, int8_t activation, int32_t sign,
                kernels::KernelEntry<kernels::IntegerAddArgs<T>> kernel) {
  const Tensor &a = operands.a, &b = operands.b, &output = operands.output;
  AMBULO_TRY(check_all_quantized(context, a, b, output));
  if (adds_by_shifts(context, operands)) return Status::UnsupportedOperator;
  kernels::IntegerAddArgs<T> args{};
  AMBULO_TRY(operands.describe(context, args));
  // So that the operands keep their bits: 9 + 20 or 16 + 15 of 31.
  args.left_shift = sizeof(T) == 1 ? 20 : 15;
  args.sign = sign;
  const double twice_larger = 2.0 * double{a.scale > b.scale ? a.scale : b.scale};
  const double more_bits = static_cast<double>(1 << args.left_shift);
  AMBULO_TRY(rescale_by(double{a.scale} / twice_larger, args.a_rescale));
  AMBULO_TRY(rescale_by(double{b.scale} / twice_larger, args.b_rescale));
  AMBULO_TRY(rescale_by(twice_larger / (more_bits * double{output.scale}), args.output_rescale));
  AMBULO_TRY(integer_clamp(activation, output, args.clamp));
  args.a_zero_point = a.zero_point;
  args.b_zero_point = b.zero_point;
  args.output_zero_point = output.zero_point;
  context.emit(kernel, args);
  return Status::Ok;
}

Status sum(OperatorContext& context, int32_t sign,
           kernels::KernelEntry<kernels::BinaryArgs> float32) {
  const int8_t activation = context.option(schema::add_options::kActivation);
  Operands operands;
  AMBULO_TRY(operands.read(context));
  switch (operands.a.type) {
    case TensorType::Int8:
      return emit_sum<int8_t>(context, operands, activation, sign, &KernelTable::add_s8);
    case TensorType::Int16:
      return emit_sum<int16_t>(context, operands, activation, sign, &KernelTable::add_s16);
    case TensorType::UInt8:
      if constexpr (has_type(kUInt8))
        return emit_sum<uint8_t>(context, operands, activation, sign, &KernelTable::add_u8);
      return Status::UnsupportedType;
    case TensorType::Int32:
    case TensorType::Int64:
      return emit_plain(context, operands, activation,
                        sign > 0 ? kernels::Arithmetic::Add : kernels::Arithmetic::Subtract);
    default:
      return emit_floats(context, operands, activation, float32);
  }
}

// As emit_sum, with fewer bits since the difference is squared.
Status emit_squared_difference(OperatorContext& context, const Operands& operands) {
  const Tensor &a = operands.a, &b = operands.b, &output = operands.output;
  AMBULO_TRY(check_all_quantized(context, a, b, output));
  kernels::AddS8Args args{};
  AMBULO_TRY(operands.describe(context, args));
  args.left_shift = 7;
  const double twice_larger = 2.0 * double{a.scale > b.scale ? a.scale : b.scale};
  const double more_bits = static_cast<double>(1 << (2 * args.left_shift));
  AMBULO_TRY(rescale_by(double{a.scale} / twice_larger, args.a_rescale));
  AMBULO_TRY(rescale_by(double{b.scale} / twice_larger, args.b_rescale));
  AMBULO_TRY(rescale_by(twice_larger * twice_larger / (more_bits * double{output.scale}),
                        args.output_rescale));
  args.clamp = type_range(output.type);
  args.a_zero_point = a.zero_point;
  args.b_zero_point = b.zero_point;
  args.output_zero_point = output.zero_point;
  context.emit(&KernelTable::squared_difference_s8, args);
  return Status::Ok;
}

Status emit_prelu(OperatorContext& context, const Operands& operands) {
  const Tensor &x = operands.a, &alpha = operands.b, &output = operands.output;
  AMBULO_TRY(check_all_quantized(context, x, alpha, output));
  kernels::PreluS8Args args{};
  AMBULO_TRY(operands.describe(context, args));
  AMBULO_TRY(rescale_by(double{x.scale / output.scale}, args.positive));
  AMBULO_TRY(rescale_by(double{x.scale * alpha.scale / output.scale}, args.negative));
  args.a_zero_point = x.zero_point;
  args.b_zero_point = alpha.zero_point;
  args.output_zero_point = output.zero_point;
  args.clamp = type_range(output.type);
  context.emit(&KernelTable::prelu_s8, args);
  return Status::Ok;
}

template <typename T>
Status emit_product(OperatorContext& context, const Operands& operands, int8_t activation,
                    kernels::KernelEntry<kernels::IntegerMulArgs<T>> kernel) {
  const Tensor &a = operands.a, &b = operands.b, &output = operands.output;
  AMBULO_TRY(check_all_quantized(context, a, b, output));
  kernels::IntegerMulArgs<T> args{};
  AMBULO_TRY(operands.describe(context, args));
  AMBULO_TRY(rescale_by(double{a.scale * b.scale / output.scale}, args.rescale));
  AMBULO_TRY(integer_clamp(activation, output, args.clamp));
  args.a_zero_point = a.zero_point;
  args.b_zero_point = b.zero_point;
  args.output_zero_point = output.zero_point;
  context.emit(kernel, args);
  return Status::Ok;
}

template <typename T>
Status emit_extremum(OperatorContext& context, const Operands& operands,
                     kernels::KernelEntry<kernels::BinaryOperands<T>> kernel) {
  if (!same_quantization(operands.a, operands.b) ||
      !same_quantization(operands.a, operands.output)) {
    return Status::BadQuantization;
  }
  kernels::BinaryOperands<T> args{};
  AMBULO_TRY(operands.describe(context, args));
  context.emit(kernel, args);
  return Status::Ok;
}

Status extremum(OperatorContext& context, kernels::KernelEntry<kernels::BinaryArgs> float32,
                kernels::KernelEntry<kernels::ExtremumS8Args> int8,
                kernels::KernelEntry<kernels::ExtremumS16Args> int16,
                kernels::KernelEntry<kernels::ExtremumU8Args> uint8) {
  Operands operands;
  AMBULO_TRY(operands.read(context));
  switch (operands.a.type) {
    case TensorType::Int8:
      return emit_extremum<int8_t>(context, operands, int8);
    case TensorType::Int16:
      return emit_extremum<int16_t>(context, operands, int16);
    case TensorType::UInt8:
      if constexpr (has_type(kUInt8)) return emit_extremum<uint8_t>(context, operands, uint8);
      return Status::UnsupportedType;
    default:
      return emit_floats(context, operands, 0, float32);
  }
}

}  // namespace

Status add(OperatorContext& context) {
  return sum(context, 1, &KernelTable::add_f32);
}

Status sub(OperatorContext& context) {
  return sum(context, -1, &KernelTable::sub_f32);
}

Status mul(OperatorContext& context) {
  const int8_t activation = context.option(schema::mul_options::kActivation);
  Operands operands;
  AMBULO_TRY(operands.read(context));
  switch (operands.a.type) {
    case TensorType::Int8:
      return emit_product<int8_t>(context, operands, activation, &KernelTable::mul_s8);
    case TensorType::Int16:
      return emit_product<int16_t>(context, operands, activation, &KernelTable::mul_s16);
    case TensorType::UInt8:
      if constexpr (has_type(kUInt8))
        return emit_product<uint8_t>(context, operands, activation, &KernelTable::mul_u8);
      return Status::UnsupportedType;
    case TensorType::Int32:
    case TensorType::Int64:
      return emit_plain(context, operands, activation, kernels::Arithmetic::Multiply);
    default:
      return emit_floats(context, operands, activation, &KernelTable::mul_f32);
  }
}

Status div(OperatorContext& context) {
  Operands operands;
  AMBULO_TRY(operands.read(context));
  return emit_floats(context, operands, context.option(schema::mul_options::kActivation),
                     &KernelTable::div_f32);
}

Status squared_difference(OperatorContext& context) {
  Operands operands;
  AMBULO_TRY(operands.read(context));
  if (operands.a.type == TensorType::Int8) return emit_squared_difference(context, operands);
  return emit_floats(context, operands, 0, &KernelTable::squared_difference_f32);
}

Status prelu(OperatorContext& context) {
  Operands operands;
  AMBULO_TRY(operands.read(context));
  if (!same_shape(operands.a.shape, operands.output.shape)) return Status::BadShape;
  if (operands.a.type == TensorType::Int8) return emit_prelu(context, operands);
  return emit_floats(context, operands, 0, &KernelTable::prelu_f32);
}

Status maximum(OperatorContext& context) {
  return extremum(context, &KernelTable::maximum_f32, &KernelTable::maximum_s8,
                  &KernelTable::maximum_s16, &KernelTable::maximum_u8);
}

Status minimum(OperatorContext& context) {
  return extremum(context, &KernelTable::minimum_f32, &KernelTable::minimum_s8,
                  &KernelTable::minimum_s16, &KernelTable::minimum_u8);
}

}  // namespace ambulo::operators
