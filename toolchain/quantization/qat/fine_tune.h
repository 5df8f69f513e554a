// SPDX-License-Identifier: Apache-2.0
// Scheme qat: the int8 network, trained on with its own rounding. In each step the device runtime
// computes the forward pass on the integer network that the weights and ranges give at that moment,
// so that what training sees is what the file does; the way back goes through the float operators.
// What it learns is to say what the float network says, with all its shares: no labels, which would
// pull it away from a network that has seen more people, or other augmentation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "toolchain/core/progress.h"
#include "toolchain/quantization/calibrate.h"
#include "toolchain/quantization/integer.h"
#include "toolchain/quantization/samples.h"
#include "toolchain/quantization/source.h"

namespace ambulo::quantization {

struct FineTuning {
  std::size_t epochs = 6;
  double learning_rate = 1e-4;  // at first, in units of the largest weight of a channel; a cosine
                                // takes it to 0
  std::size_t batch = 64;
  std::uint64_t seed = 1;
};

// Of the integer network after an epoch, computed by the device runtime.
struct EpochScore {
  double training_loss = 0.0;  // mean over the steps of the epoch; 0 for epoch 0
  std::optional<double> training_accuracy, validation_accuracy;
  std::optional<double> validation_distance;  // mean Kullback-Leibler divergence from the float
                                              // network's probabilities on validation people
};

struct FineTuned {
  graph::Graph graph;  // float32: what with_integers makes the file of
  Calibration calibration;
  std::vector<EpochScore> epochs;  // epoch 0: before training
  std::size_t chosen = 0;          // least validation distance; without
                                   // validation people the last
};

// source: equalised. Learns from parts.training, or from parts.calibration where that is empty.
// Throws Error: BadInput without samples, Unsupported as differentiate, Interrupted.
FineTuned fine_tune(const Source& source, const Calibration& calibration, const Plan& plan,
                    const Parts& parts, const FineTuning& options,
                    const ProgressCallback& progress = {});

// One line: which epoch was chosen, why, and what training brought.
std::string to_text(const FineTuned& tuned);

}  // namespace ambulo::quantization
