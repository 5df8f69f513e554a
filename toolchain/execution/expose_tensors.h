// SPDX-License-Identifier: Apache-2.0
// Makes tensors inside a network visible. The runtime reuses memory, so that nothing but the
// outputs is left after a run; here the file is changed to name more tensors as outputs. Only the
// list of outputs of the main subgraph is replaced: a new vector behind the end of the file, to
// which the table's offset then points. Operators and weights stay byte for byte what they were.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "toolchain/execution/loaded_model.h"

namespace ambulo::execution {

// The bytes of the same model with `tensors` (indices) as its outputs, in this order; an index may
// come twice. What the indices name is checked when the result is loaded. Throws Error(BadInput)
// for a model without outputs.
std::vector<std::uint8_t> with_outputs(const LoadedModel& model, std::span<const int> tensors);

}  // namespace ambulo::execution
