// SPDX-License-Identifier: Apache-2.0
// CONCATENATION: one copy for each input into its part of the output along the axis.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {

Status concatenation(OperatorContext& context) {
  namespace options = schema::concatenation_options;
  Tensor output;
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  if (context.option(options::kActivation) != static_cast<int8_t>(schema::Activation::None)) {
    return Status::UnsupportedOperator;
  }
  const int32_t rank = output.shape.rank;
  int32_t axis = 0;
  AMBULO_TRY(normalize_axis(context.option(options::kAxis), rank, axis));

  kernels::Dims output_dims, output_strides;
  widen(output.shape, output_dims);
  dense_strides(output_dims, output_strides);
  int64_t filled = 0;
  for (size_t i = 0; i < context.input_count(); ++i) {
    Tensor input;
    AMBULO_TRY(context.input(i, TensorType::Float32, input));
    if (input.shape.rank != rank) return Status::BadShape;
    for (int32_t d = 0; d < rank; ++d) {
      if (d != axis && input.shape[d] != output.shape[d]) return Status::BadShape;
    }
    const int64_t start = filled * output_strides[kernel_axis(rank, axis)];
    filled += input.shape[axis];
    if (filled > output.shape[axis]) return Status::BadShape;

    kernels::StridedCopyArgs args{};
    widen(input.shape, args.dims);
    dense_strides(args.dims, args.input_strides);
    for (int d = 0; d < kMaxRank; ++d) args.output_strides[d] = output_strides[d];
    args.input = input.as<float>();
    args.output = output.data == nullptr ? nullptr : output.as<float>() + start;
    context.emit(&kernels::KernelTable::strided_copy_f32, args);
  }
  return filled == output.shape[axis] ? Status::Ok : Status::BadShape;
}

}  // namespace ambulo::operators
