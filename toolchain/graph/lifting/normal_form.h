// SPDX-License-Identifier: Apache-2.0
// Several operators say the same thing; the straight graph says it with one: RESHAPE for all that
// only names axes anew, STRIDED_SLICE for all that cuts a box, CONCATENATION for writing into one.
#pragma once

#include "toolchain/graph/evaluate.h"

namespace ambulo::graph {

// Adds op, whose outputs have their final shapes, behind the operators of graph. values: what its
// operands hold; those that are constants of the graph hold it for every input.
void add_in_normal_form(Graph& graph, Operator op, const std::vector<DoubleTensor*>& values);

}  // namespace ambulo::graph
