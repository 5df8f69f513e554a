// SPDX-License-Identifier: Apache-2.0
// Many trained folds and seeds in one summary: how good, how much that varies, for whom it is
// worst. Definitions: docs/training.md, "Sweeps".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "toolchain/evaluation/metrics.h"

namespace ambulo::evaluation {

// One run of a sweep, scored on people whom it was not trained on.
struct ScoredRun {
  std::string fold;
  std::uint64_t seed = 0;
  std::size_t file_bytes = 0;
  Metrics metrics;  // without calibration and interval, which a summary does not use
};

struct Spread {
  double mean = 0.0;
  std::optional<double> sd;  // with n - 1 below; absent of fewer than two
};

struct Figures {
  Spread accuracy, balanced_accuracy, macro_f1;
};

// Of one kind of model, such as float32.
struct SweepSummary {
  std::vector<ScoredRun> runs;
  Figures over_folds;                    // of each fold: the mean over its seeds
  Figures over_seeds;                    // of each seed: the mean over its folds
  Metrics pooled;                        // all windows of all runs in one confusion matrix
  Figures pooled_seeds;                  // of each seed: its windows in one confusion matrix
  std::vector<SubjectMetrics> subjects;  // over all seeds, lowest accuracy first
};

// REQUIRES at least one run, the same classes in all of them.
SweepSummary summarize(std::vector<ScoredRun> runs);

// What `ambulo train` with several folds or seeds came to.
struct SweepModel {
  std::string name;  // "float32", or the scheme of its files
  SweepSummary summary;
};
struct Sweep {
  std::string experiment, data_set;
  std::string split, part;  // "groups:10", the part that was scored: "test"
  std::vector<std::uint64_t> seeds = {};
  std::size_t folds = 0;                // to be trained with each seed
  bool synthetic = false;               // says nothing about people
  std::vector<SweepModel> models = {};  // with the runs that are complete; empty before the first
};

}  // namespace ambulo::evaluation
