// SPDX-License-Identifier: Apache-2.0
// A trained network becomes the .tflite file that devices run: graph, passes, bytes, standard
// metadata, label file and sensor contract.
#pragma once

#include <cstdint>
#include <vector>

#include "toolchain/graph/graph.h"
#include "toolchain/windows/sensor_contract.h"

namespace ambulo::training {
struct TrainedModel;
}

namespace ambulo::tflite {

// Throws Error(BadInput) where layers, parameters or contract do not fit together.
std::vector<std::uint8_t> export_model(const training::TrainedModel& model);

// The second half alone, for a graph that was changed after the passes.
std::vector<std::uint8_t> package(const graph::Graph& graph,
                                  const windows::SensorContract& contract);

}  // namespace ambulo::tflite
