// SPDX-License-Identifier: Apache-2.0
// Whole recordings scored as a device would have lived them: a window at each hop, unlabelled
// stretches included, causal smoothing, one decision each.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "toolchain/evaluation/evaluate.h"
#include "toolchain/evaluation/smoothing.h"

namespace ambulo::evaluation {

struct ContinuousScore {
  Smoothing smoothing;
  Metrics metrics;  // of decisions whose window lies wholly inside one labelled segment
  // Changes of decision within a segment, per hour of such decisions.
  double false_switches_per_hour = 0.0;
};

// People as options.split and options.part say; options.seed draws the bootstrap. One score for
// each smoothing. Throws like evaluate().
std::vector<ContinuousScore> evaluate_continuous(const RuntimeModel& model,
                                                 const recordings::RecordingSet& recordings,
                                                 const EvaluateOptions& options,
                                                 std::span<const Smoothing> smoothings);

}  // namespace ambulo::evaluation
