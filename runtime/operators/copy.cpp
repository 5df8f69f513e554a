// SPDX-License-Identifier: Apache-2.0
#include "runtime/operators/copy.h"

#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

// Null while memory is not planned yet.
uint8_t* at(const Tensor& tensor, int64_t element, size_t element_bytes) {
  if (tensor.data == nullptr) return nullptr;
  return tensor.as<uint8_t>() + element * static_cast<int64_t>(element_bytes);
}

}  // namespace

View dense_view(const Shape& shape) {
  View view;
  kernels::Dims dims;
  widen(shape, dims);
  dense_strides(dims, view.strides);
  return view;
}

void emit_copy(OperatorContext& context, const kernels::Dims& dims, const Tensor& input,
               const View& input_view, const Tensor& output, const View& output_view) {
  const size_t element_bytes = output.bytes / output.shape.count();
  kernels::StridedCopyArgs args{};
  for (int d = 0; d < kMaxRank; ++d) {
    args.dims[d] = dims[d];
    args.input_strides[d] = input_view.strides[d];
    args.output_strides[d] = output_view.strides[d];
  }
  kernels::Dims* strides[] = {&args.input_strides, &args.output_strides};
  merge_axes(args.dims, {strides, 2});
  args.input = at(input, input_view.start, element_bytes);
  args.output = at(output, output_view.start, element_bytes);
  args.element_bytes = static_cast<int32_t>(element_bytes);
  context.emit(&kernels::KernelTable::strided_copy, args);
}

void emit_part_of_input(OperatorContext& context, const Tensor& input, int32_t axis, int64_t start,
                        const Tensor& output) {
  View from = dense_view(input.shape);
  from.start = start * from.strides[kernel_axis(input.shape.rank, axis)];
  kernels::Dims dims;
  widen(output.shape, dims);
  emit_copy(context, dims, input, from, output, dense_view(output.shape));
}

void emit_part_of_output(OperatorContext& context, const Tensor& input, const Tensor& output,
                         int32_t axis, int64_t start) {
  View to = dense_view(output.shape);
  to.start = start * to.strides[kernel_axis(output.shape.rank, axis)];
  kernels::Dims dims;
  widen(input.shape, dims);
  emit_copy(context, dims, input, dense_view(input.shape), output, to);
}

}  // namespace ambulo::operators
