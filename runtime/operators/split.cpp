// SPDX-License-Identifier: Apache-2.0
// SPLIT, SPLIT_V: consecutive parts of the input along one axis, one for each output; of equal
// size, or as a constant list says, where one entry may be -1: what is left.
#include "runtime/operators/copy.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

Status constant_axis(OperatorContext& context, size_t i, int32_t rank, int32_t& axis) {
  Tensor tensor;
  AMBULO_TRY(context.constant(i, TensorType::Int32, tensor));
  if (tensor.shape.count() != 1) return Status::BadShape;
  return normalize_axis(tensor.as<int32_t>()[0], rank, axis);
}

// The sizes are those of the outputs; whether they are what was asked for, the callers check.
Status emit_parts(OperatorContext& context, const Tensor& input, int32_t axis) {
  int64_t start = 0;
  for (size_t i = 0; i < context.output_count(); ++i) {
    Tensor output;
    AMBULO_TRY(context.output(i, input.type, output));
    if (!same_quantization(input, output)) return Status::BadQuantization;
    if (output.shape.rank != input.shape.rank) return Status::BadShape;
    for (int32_t d = 0; d < input.shape.rank; ++d) {
      if (d != axis && output.shape[d] != input.shape[d]) return Status::BadShape;
    }
    if (start + output.shape[axis] > input.shape[axis]) return Status::BadShape;
    emit_part_of_input(context, input, axis, start, output);
    start += output.shape[axis];
  }
  return start == input.shape[axis] ? Status::Ok : Status::BadShape;
}

}  // namespace

Status split(OperatorContext& context) {
  Tensor input, output;
  AMBULO_TRY(context.any_input(1, input));
  int32_t axis = 0;
  AMBULO_TRY(constant_axis(context, 0, input.shape.rank, axis));
  const int64_t parts = static_cast<int64_t>(context.output_count());
  for (size_t i = 0; i < context.output_count(); ++i) {
    AMBULO_TRY(context.output(i, input.type, output));
    if (output.shape.rank != input.shape.rank) return Status::BadShape;
    if (output.shape[axis] * parts != input.shape[axis]) return Status::BadShape;
  }
  return emit_parts(context, input, axis);
}

Status split_v(OperatorContext& context) {
  Tensor input, sizes, output;
  AMBULO_TRY(context.any_input(0, input));
  AMBULO_TRY(context.constant(1, TensorType::Int32, sizes));
  int32_t axis = 0;
  AMBULO_TRY(constant_axis(context, 2, input.shape.rank, axis));
  if (sizes.shape.count() != context.output_count()) return Status::BadShape;
  bool open = false;
  for (size_t i = 0; i < context.output_count(); ++i) {
    AMBULO_TRY(context.output(i, input.type, output));
    const int32_t size = sizes.as<int32_t>()[i];
    if (output.shape.rank != input.shape.rank || (size == -1 && open)) return Status::BadShape;
    if (size != -1 && size != output.shape[axis]) return Status::BadShape;
    open = open || size == -1;
  }
  return emit_parts(context, input, axis);
}

}  // namespace ambulo::operators
