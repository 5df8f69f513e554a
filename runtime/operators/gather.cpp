// SPDX-License-Identifier: Apache-2.0
// GATHER: the elements of one axis at constant indices; the axis becomes those of the indices.
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {

Status gather(OperatorContext& context) {
  namespace options = schema::gather_options;
  Tensor input, indices, output;
  AMBULO_TRY(context.any_input(0, input));
  AMBULO_TRY(context.constant(1, TensorType::Int32, indices));
  AMBULO_TRY(context.output(0, input.type, output));
  if (context.option(options::kBatchDims) != 0) return Status::UnsupportedOperator;
  if (!same_quantization(input, output)) return Status::BadQuantization;
  const int32_t rank = input.shape.rank;
  int32_t axis = 0;
  AMBULO_TRY(normalize_axis(context.option(options::kAxis), rank, axis));
  const size_t count = indices.shape.count();
  for (size_t i = 0; i < count; ++i) {
    const int32_t index = indices.as<int32_t>()[i];
    if (index < 0 || index >= input.shape[axis]) return Status::BadShape;
  }

  kernels::GatherArgs args{};
  args.outer = 1;
  args.row_bytes = input.bytes / input.shape.count();
  Shape expected;
  if (rank - 1 + indices.shape.rank > kMaxRank) return Status::BadShape;
  for (int32_t d = 0; d < axis; ++d) {
    expected.dims[expected.rank++] = input.shape[d];
    args.outer *= input.shape[d];
  }
  for (int32_t d = 0; d < indices.shape.rank; ++d) {
    expected.dims[expected.rank++] = indices.shape[d];
  }
  for (int32_t d = axis + 1; d < rank; ++d) {
    expected.dims[expected.rank++] = input.shape[d];
    args.row_bytes *= static_cast<size_t>(input.shape[d]);
  }
  if (!same_shape(expected, output.shape)) return Status::BadShape;
  args.input = input.data;
  args.indices = indices.as<int32_t>();
  args.output = output.data;
  args.axis = input.shape[axis];
  args.index_count = static_cast<int32_t>(count);
  context.emit(&kernels::KernelTable::gather, args);
  return Status::Ok;
}

}  // namespace ambulo::operators
