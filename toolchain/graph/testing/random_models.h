// SPDX-License-Identifier: Apache-2.0
// Networks of each kind with random weights, for tests and benchmarks: shapes as shipped, numbers
// from a seed, no training and no libtorch. Batch norms have scales of both signs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "toolchain/training/trained_model.h"

namespace ambulo::graph::testing {

training::TrainedModel random_dnn(std::uint64_t seed);      // 6 channels, 64-64 dense
training::TrainedModel random_cnn(std::uint64_t seed);      // 12/24/48 filters, dense 50
training::TrainedModel random_lstm(std::uint64_t seed);     // 2 x 64, batch norm between
training::TrainedModel random_compact(std::uint64_t seed);  // 12 channels, strided, mean and max

// Any list of layers; parameters are drawn for the shapes that they ask for.
training::TrainedModel random_model(std::string name, std::vector<training::LayerSpec> layers,
                                    std::uint64_t seed, std::uint16_t window = 128,
                                    FrontEnd front_end = FrontEnd::Raw);

}  // namespace ambulo::graph::testing
