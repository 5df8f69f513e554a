// SPDX-License-Identifier: Apache-2.0
// Learning rates over the steps of a training run.
#pragma once

#include <cstddef>
#include <string>

#include "toolchain/training/network.h"

namespace ambulo::training {

enum class ScheduleKind {
  Constant,  // the given rate, beta1 0.9
  OneCycle,  // Smith and Topin, "Super-convergence", 2017, with libtorch's shape: 30 % cosine rise
             // from rate / 25, cosine fall to rate / 250000; beta1 falls .95 to .85 and rises again
};

// Rates of step (0 .. steps-1); rate is the peak.
StepRates rates_at(ScheduleKind kind, double rate, std::size_t step, std::size_t steps);

}  // namespace ambulo::training
