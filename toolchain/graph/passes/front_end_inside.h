// SPDX-License-Identifier: Apache-2.0
// The front end (<ambulo/front_end.h>) as operators in front of the network: raw windows in m/s2
// and rad/s go in, and whoever runs the file computes nothing beforehand. What is stateless stays
// the same function; the low pass, which runs through whole recordings otherwise, starts anew in
// each window from the mean of its first samples: as many as the contract has it start a recording
// from, which is among the best on validation people (benchmarks/results/raw_input.md).
#pragma once

#include <optional>

#include "toolchain/graph/graph.h"
#include "toolchain/graph/join.h"
#include "toolchain/windows/sensor_contract.h"

namespace ambulo::graph {

// Not those with a memory beyond the window (FrontEnd::GravitySplitLevels).
bool can_be_inside(FrontEnd kind);

// REQUIRES can_be_inside. Raw windows (1, window, 6) -> what the network of this contract takes,
// standardised. Scaling is not folded into the network: behind it, one grid of 8 bits fits all
// channels.
Graph front_end_graph(const windows::SensorContract& contract);

// The contract of the file with the front end inside: raw channels, as they are.
windows::SensorContract raw_contract(windows::SensorContract contract);

// network: float32 input, and whatever numbers inside. Throws Error: Unsupported for an input of
// integers and for a front end that cannot be inside, BadInput where network and contract do not
// fit together and for a network that takes raw windows already.
Graph front_end_inside(const Graph& network, const windows::SensorContract& contract);

// The front end and the network behind it; absent if the graph holds none.
std::optional<Halves> without_front_end(const Graph& graph);

}  // namespace ambulo::graph
