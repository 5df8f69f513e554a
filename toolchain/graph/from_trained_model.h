// SPDX-License-Identifier: Apache-2.0
// A trained network as a graph of .tflite operators, one or a few for each layer, unfused: batch
// norm and dropout still stand in it, the passes take them out (passes/optimize.h).
#pragma once

#include "toolchain/graph/graph.h"
#include "toolchain/training/trained_model.h"

namespace ambulo::graph {

// One input "input" (1, window, channels) and one output "probabilities" (1, labels), float32.
// Throws Error(BadInput) where layers, parameters and contract do not fit together.
Graph from_trained_model(const training::TrainedModel& model);

}  // namespace ambulo::graph
