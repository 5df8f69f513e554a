// SPDX-License-Identifier: Apache-2.0
// PAD, PADV2: the output full of one value, then the input at its place in it. paddings (rank, 2):
// before, after. PAD takes real zero, which is the zero point of integer types, PADV2 its third
// operand, in the numbers of the output.
#include "runtime/operators/copy.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

// Both operators; shapes are checked before anything is emitted.
class Padding {
 public:
  Status read(OperatorContext& context) {
    Tensor paddings;
    AMBULO_TRY(context.any_input(0, input_));
    AMBULO_TRY(context.constant(1, TensorType::Int32, paddings));
    AMBULO_TRY(context.output(0, input_.type, output_));
    if (!same_quantization(input_, output_)) return Status::BadQuantization;
    const int32_t rank = input_.shape.rank;
    if (output_.shape.rank != rank || paddings.shape.count() != 2 * static_cast<size_t>(rank)) {
      return Status::BadShape;
    }
    to_ = dense_view(output_.shape);
    for (int32_t d = 0; d < rank; ++d) {
      const int64_t before = paddings.as<int32_t>()[2 * d];
      const int64_t after = paddings.as<int32_t>()[2 * d + 1];
      if (before < 0 || after < 0 || before + input_.shape[d] + after != output_.shape[d]) {
        return Status::BadShape;
      }
      to_.start += before * to_.strides[kernel_axis(rank, d)];
    }
    return Status::Ok;
  }

  void emit_input(OperatorContext& context) const {
    kernels::Dims dims;
    widen(input_.shape, dims);
    emit_copy(context, dims, input_, dense_view(input_.shape), output_, to_);
  }

  const Tensor& output() const { return output_; }

 private:
  Tensor input_, output_;
  View to_;
};

}  // namespace

Status pad(OperatorContext& context) {
  Padding padding;
  AMBULO_TRY(padding.read(context));
  const Tensor& output = padding.output();
  const bool is_byte = output.type == TensorType::Int8 || output.type == TensorType::UInt8;
  if (!is_byte && output.zero_point != 0) return Status::BadQuantization;
  const uint8_t zero = is_byte ? static_cast<uint8_t>(output.zero_point) : uint8_t{0};
  context.emit(&kernels::KernelTable::fill_bytes,
               kernels::FillBytesArgs{output.data, output.bytes, zero});
  padding.emit_input(context);
  return Status::Ok;
}

Status pad_v2(OperatorContext& context) {
  Padding padding;
  AMBULO_TRY(padding.read(context));
  const Tensor& output = padding.output();
  Tensor value;
  AMBULO_TRY(context.input(2, output.type, value));
  if (value.shape.count() != 1) return Status::BadShape;
  if (!same_quantization(value, output)) return Status::BadQuantization;
  kernels::Dims dims;
  widen(output.shape, dims);
  emit_copy(context, dims, value, View{}, output, dense_view(output.shape));
  padding.emit_input(context);
  return Status::Ok;
}

}  // namespace ambulo::operators
