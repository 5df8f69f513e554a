// SPDX-License-Identifier: Apache-2.0
// CONCATENATION: one copy for each input into its part of the output along the axis. Integer inputs
// have the scale and zero point of the output, as LiteRT demands for int8.
#include "runtime/operators/copy.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {

Status concatenation(OperatorContext& context) {
  namespace options = schema::concatenation_options;
  Tensor output;
  AMBULO_TRY(context.output(0, context.output_type(0), output));
  if (context.option(options::kActivation) != static_cast<int8_t>(schema::Activation::None)) {
    return Status::UnsupportedOperator;
  }
  const int32_t rank = output.shape.rank;
  int32_t axis = 0;
  AMBULO_TRY(normalize_axis(context.option(options::kAxis), rank, axis));

  int64_t filled = 0;
  for (size_t i = 0; i < context.input_count(); ++i) {
    Tensor input;
    AMBULO_TRY(context.input(i, output.type, input));
    if (!same_quantization(input, output)) return Status::BadQuantization;
    if (input.shape.rank != rank) return Status::BadShape;
    for (int32_t d = 0; d < rank; ++d) {
      if (d != axis && input.shape[d] != output.shape[d]) return Status::BadShape;
    }
    if (filled + input.shape[axis] > output.shape[axis]) return Status::BadShape;
    emit_part_of_output(context, input, output, axis, filled);
    filled += input.shape[axis];
  }
  return filled == output.shape[axis] ? Status::Ok : Status::BadShape;
}

}  // namespace ambulo::operators
