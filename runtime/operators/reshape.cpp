// SPDX-License-Identifier: Apache-2.0
// RESHAPE, EXPAND_DIMS, SQUEEZE: the same elements under the shape that the file gives the output.
// The output takes the memory of the input where it can; then nothing is left to run.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"

namespace ambulo::operators {

Status reshape(OperatorContext& context) {
  Tensor input, output;
  AMBULO_TRY(context.input(0, TensorType::Float32, input));
  AMBULO_TRY(context.output(0, TensorType::Float32, output));
  if (input.shape.count() != output.shape.count()) return Status::BadShape;
  if (context.share(0, 0)) return Status::Ok;

  kernels::StridedCopyArgs args{};
  args.input = input.as<float>();
  args.output = output.as<float>();
  for (int32_t& dim : args.dims) dim = 1;
  args.dims[kMaxRank - 1] = static_cast<int32_t>(input.shape.count());
  args.input_strides[kMaxRank - 1] = args.output_strides[kMaxRank - 1] = 1;
  context.emit(&kernels::KernelTable::strided_copy_f32, args);
  return Status::Ok;
}

}  // namespace ambulo::operators
