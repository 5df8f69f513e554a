// SPDX-License-Identifier: Apache-2.0
// How far a network's answers are from those of another, finer than by how many they get right.
#pragma once

#include <cstddef>
#include <vector>

#include "toolchain/execution/loaded_model.h"
#include "toolchain/quantization/samples.h"

namespace ambulo::quantization {

// What a model makes of samples: its first output for each, as probabilities (count, classes).
struct Answers {
  std::size_t classes = 0;
  std::vector<double> probabilities;
};

// Throws Error(Interrupted).
Answers answers_of(const execution::LoadedModel& model, const Samples& samples);

// Mean over the samples of sum (p log(p / q) - p + q), in nats: the divergence of Kullback and
// Leibler for answers that need not add up to 1, as rounded ones do not; 0 for equal ones, else
// more. Probabilities below 1/512, half a step of int8, count as that.
double divergence(const Answers& p, const Answers& q);

// Share of samples whose largest probability is that of their label.
double accuracy(const Answers& answers, const Samples& samples);

}  // namespace ambulo::quantization
