// SPDX-License-Identifier: Apache-2.0
// The range of the cell states of recurrent operators. Within a run of the operator nobody sees
// more than the last one; here it is computed step by step from what it reads.
#pragma once

#include <map>

#include "toolchain/graph/graph.h"
#include "toolchain/quantization/numbers.h"
#include "toolchain/quantization/open_model.h"
#include "toolchain/quantization/samples.h"

namespace ambulo::quantization {

// Of the tensors that hold cell states, over up to 200 of the samples, evenly spread.
std::map<int, Range> cell_state_ranges(OpenModel& model, const graph::Graph& graph,
                                       const Samples& samples);

}  // namespace ambulo::quantization
