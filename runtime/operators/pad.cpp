// SPDX-License-Identifier: Apache-2.0
// PAD: zeros, then the input at its place among them. paddings (rank, 2): before, after.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {

Status pad(OperatorContext& context) {
  Tensor input, paddings, output;
  AMBULO_TRY(context.input(0, TensorType::Float32, input));
  AMBULO_TRY(context.constant(1, TensorType::Int32, paddings));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  const int32_t rank = input.shape.rank;
  if (output.shape.rank != rank || paddings.shape.count() != 2 * static_cast<size_t>(rank)) {
    return Status::BadShape;
  }
  kernels::StridedCopyArgs args{};
  kernels::Dims output_dims;
  widen(input.shape, args.dims);
  dense_strides(args.dims, args.input_strides);
  widen(output.shape, output_dims);
  dense_strides(output_dims, args.output_strides);
  int64_t start = 0;
  for (int32_t d = 0; d < rank; ++d) {
    const int64_t before = paddings.as<int32_t>()[2 * d], after = paddings.as<int32_t>()[2 * d + 1];
    if (before < 0 || after < 0 || before + input.shape[d] + after != output.shape[d]) {
      return Status::BadShape;
    }
    start += before * args.output_strides[kernel_axis(rank, d)];
  }
  args.input = input.as<float>();
  args.output = output.data == nullptr ? nullptr : output.as<float>() + start;
  context.emit(&kernels::KernelTable::fill_f32,
               kernels::FillArgs{output.as<float>(), output.shape.count(), 0.0f});
  context.emit(&kernels::KernelTable::strided_copy_f32, args);
  return Status::Ok;
}

}  // namespace ambulo::operators
