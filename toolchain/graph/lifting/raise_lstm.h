// SPDX-License-Identifier: Apache-2.0
// Rows of single LSTM cells become one UNIDIRECTIONAL_SEQUENCE_LSTM each. A row that runs backwards
// through its input gets the input turned round. The operator's states are variables that last from
// run to run: whoever runs the model sets them to zero before each window.
#pragma once

#include <string>
#include <vector>

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

// Adds one line for each row to changes.
Graph raise_lstm(Graph graph, std::vector<std::string>& changes);

}  // namespace ambulo::graph
