// SPDX-License-Identifier: Apache-2.0
// Finds the prepare function of an operator in the list operators.def.
#pragma once

#include <ambulo/status.h>

#include "runtime/model/tflite_schema.h"
#include "runtime/operators/operator_context.h"

namespace ambulo::operators {

// Checks operands and options against what the kernels take, then emits the steps to run.
using Prepare = Status (*)(OperatorContext& context);

struct Registration {
  schema::BuiltinOperator code;
  schema::OptionsType options;
  Prepare prepare;
};

// Null when the operator does not run here.
const Registration* find_operator(schema::BuiltinOperator code);

}  // namespace ambulo::operators
