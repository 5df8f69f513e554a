// SPDX-License-Identifier: Apache-2.0
#include "runtime/operators/declared_shape.h"

namespace ambulo::operators {

Status check_declared_shape(OperatorContext& context, size_t i) {
  const bool is_long = context.input_type(i) == TensorType::Int64;
  Tensor list, output;
  AMBULO_TRY(context.list(i, is_long ? TensorType::Int64 : TensorType::Int32, list));
  AMBULO_TRY(context.output(0, context.output_type(0), output));
  const Shape& shape = output.shape;
  const auto wanted = [&](size_t d) {
    return is_long ? load<int64_t>(list.as<uint8_t>() + d * sizeof(int64_t))
                   : int64_t{list.as<int32_t>()[d]};
  };
  const size_t count = list.shape.count();
  if (count != static_cast<size_t>(shape.rank)) {
    // Old converters ask for a scalar by [0].
    const bool scalar = shape.rank == 0 && count == 1;
    return scalar && (list.data == nullptr || wanted(0) == 0) ? Status::Ok : Status::BadShape;
  }
  for (size_t d = 0; list.data != nullptr && d < count; ++d) {
    if (wanted(d) != -1 && wanted(d) != shape[static_cast<int>(d)]) return Status::BadShape;
  }
  return Status::Ok;
}

}  // namespace ambulo::operators
