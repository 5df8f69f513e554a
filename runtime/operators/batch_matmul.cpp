// SPDX-License-Identifier: Apache-2.0
// BATCH_MATMUL: stacks of matrices x (..., M,K) and y (..., K,N) -> (..., M,N); either may be
// stored with its last two axes swapped. Stacks broadcast as in binary operators.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/quantization.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

constexpr int kStackAxes = 3, kRows = kMaxRank - 2, kColumns = kMaxRank - 1;
static_assert(kStackAxes == kMaxRank - 2);

Status stack_strides(const Tensor& operand, const kernels::Dims& output, int32_t (&out)[3]) {
  kernels::Dims dims, strides;
  widen(operand.shape, dims);
  dense_strides(dims, strides);
  for (int d = 0; d < kStackAxes; ++d) {
    if (dims[d] != 1 && dims[d] != output[d]) return Status::BadShape;
    out[d] = dims[d] == 1 ? 0 : strides[d];
  }
  return Status::Ok;
}

template <typename T>
Status describe(OperatorContext& context, const Tensor& x, const Tensor& y, const Tensor& output,
                kernels::BatchMatMulOperands<T>& args) {
  namespace options = schema::batch_matmul_options;
  const int32_t rank = x.shape.rank > y.shape.rank ? x.shape.rank : y.shape.rank;
  if (x.shape.rank < 2 || y.shape.rank < 2 || output.shape.rank != rank) return Status::BadShape;
  kernels::Dims x_dims, y_dims, dims;
  widen(x.shape, x_dims);
  widen(y.shape, y_dims);
  widen(output.shape, dims);
  const bool x_swapped = context.option(options::kAdjointX) != 0;
  const bool y_swapped = context.option(options::kAdjointY) != 0;
  args.rows = x_dims[x_swapped ? kColumns : kRows];
  args.inner = x_dims[x_swapped ? kRows : kColumns];
  args.columns = y_dims[y_swapped ? kRows : kColumns];
  if (y_dims[y_swapped ? kColumns : kRows] != args.inner) return Status::BadShape;
  if (dims[kRows] != args.rows || dims[kColumns] != args.columns) return Status::BadShape;
  args.x_row_stride = x_swapped ? 1 : args.inner;
  args.x_inner_stride = x_swapped ? args.rows : 1;
  args.y_inner_stride = y_swapped ? 1 : args.columns;
  args.y_column_stride = y_swapped ? args.inner : 1;
  AMBULO_TRY(stack_strides(x, dims, args.x_batch_strides));
  AMBULO_TRY(stack_strides(y, dims, args.y_batch_strides));
  for (int d = 0; d < kStackAxes; ++d) {
    args.batch[d] = dims[d];
    if (dims[d] != 1 && x_dims[d] == 1 && y_dims[d] == 1) return Status::BadShape;
  }
  args.x = x.as<T>();
  args.y = y.as<T>();
  args.output = output.as<T>();
  return Status::Ok;
}

}  // namespace

Status batch_matmul(OperatorContext& context) {
  Tensor x, y, output;
  AMBULO_TRY(context.any_input(0, x));
  AMBULO_TRY(context.input(1, x.type, y));
  AMBULO_TRY(context.output(0, x.type, output));
  if (x.type == TensorType::Float32) {
    kernels::BatchMatMulArgs args{};
    AMBULO_TRY(describe(context, x, y, output, args));
    context.emit(&kernels::KernelTable::batch_matmul_f32, args);
    return Status::Ok;
  }
  if (x.type != TensorType::Int8) return Status::UnsupportedType;
  kernels::BatchMatMulS8Args args{};
  AMBULO_TRY(check_all_quantized(context, x, y, output));
  AMBULO_TRY(describe(context, x, y, output, args));
  AMBULO_TRY(rescale_by(double{x.scale * y.scale} / double{output.scale}, args.rescale));
  args.x_zero_point = x.zero_point;
  args.y_zero_point = y.zero_point;
  args.output_zero_point = output.zero_point;
  context.emit(&kernels::KernelTable::batch_matmul_s8, args);
  return Status::Ok;
}

}  // namespace ambulo::operators
