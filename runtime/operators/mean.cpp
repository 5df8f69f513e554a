// SPDX-License-Identifier: Apache-2.0
// MEAN along constant axes; keep_dims leaves them in the output as size 1.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {

Status mean(OperatorContext& context) {
  Tensor input, axes, output;
  AMBULO_TRY(context.input(0, TensorType::Float32, input));
  AMBULO_TRY(context.constant(1, TensorType::Int32, axes));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  const int32_t rank = input.shape.rank;
  bool averaged[kMaxRank] = {};
  for (size_t i = 0; i < axes.shape.count(); ++i) {
    int32_t axis = 0;
    AMBULO_TRY(normalize_axis(axes.as<int32_t>()[i], rank, axis));
    averaged[axis] = true;
  }

  const bool keep_dims = context.option(schema::reducer_options::kKeepDims) != 0;
  kernels::MeanArgs args{};
  widen(input.shape, args.dims);
  Shape expected;
  for (int32_t d = 0; d < rank; ++d) {
    if (averaged[d] && !keep_dims) continue;
    expected.dims[expected.rank++] = averaged[d] ? 1 : input.shape[d];
  }
  if (!same_shape(expected, output.shape)) return Status::BadShape;

  int32_t stride = 1;
  for (int32_t d = rank - 1; d >= 0; --d) {
    if (averaged[d]) continue;
    args.output_strides[kernel_axis(rank, d)] = stride;
    stride *= input.shape[d];
  }
  args.input = input.as<float>();
  args.output = output.as<float>();
  args.output_count = output.shape.count();
  context.emit(&kernels::KernelTable::mean_f32, args);
  return Status::Ok;
}

}  // namespace ambulo::operators
