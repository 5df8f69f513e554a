// SPDX-License-Identifier: Apache-2.0
// Operands that ask for a shape, of RESHAPE and FILL, against the one that the file declares for
// the output, by which memory is planned.
#pragma once

#include <ambulo/status.h>

#include "runtime/operators/operator_context.h"

#include <cstddef>

namespace ambulo::operators {

// Operand i is a list of int32 or int64, one for each axis of output 0, -1 where the size follows
// from the others. UnsupportedOperator where it depends on the input of the model; BadShape where
// it is another shape, which only the second pass finds out when it is computed.
Status check_declared_shape(OperatorContext& context, size_t i);

}  // namespace ambulo::operators
