// SPDX-License-Identifier: Apache-2.0
// ADD, SUB, MUL, DIV with broadcasting: shapes are aligned at the last axis, size 1 repeats.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/options.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

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

Status binary(OperatorContext& context, int8_t activation,
              kernels::KernelEntry<kernels::BinaryArgs> kernel) {
  Tensor a, b, output;
  AMBULO_TRY(context.input(0, TensorType::Float32, a));
  AMBULO_TRY(context.input(1, TensorType::Float32, b));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  const int32_t rank = a.shape.rank > b.shape.rank ? a.shape.rank : b.shape.rank;
  if (output.shape.rank != rank) return Status::BadShape;

  kernels::BinaryArgs args{};
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
  kernels::Dims output_strides;
  dense_strides(args.dims, output_strides);
  kernels::Dims* strides[] = {&args.a_strides, &args.b_strides, &output_strides};
  merge_axes(args.dims, {strides, 3});
  AMBULO_TRY(fused_clamp(activation, args.clamp));
  args.a = a.as<float>();
  args.b = b.as<float>();
  args.output = output.as<float>();
  context.emit(kernel, args);
  return Status::Ok;
}

}  // namespace

Status add(OperatorContext& context) {
  return binary(context, context.option(schema::add_options::kActivation),
                &kernels::KernelTable::add_f32);
}

Status sub(OperatorContext& context) {
  return binary(context, context.option(schema::add_options::kActivation),
                &kernels::KernelTable::sub_f32);
}

Status mul(OperatorContext& context) {
  return binary(context, context.option(schema::mul_options::kActivation),
                &kernels::KernelTable::mul_f32);
}

Status div(OperatorContext& context) {
  return binary(context, context.option(schema::mul_options::kActivation),
                &kernels::KernelTable::div_f32);
}

}  // namespace ambulo::operators
