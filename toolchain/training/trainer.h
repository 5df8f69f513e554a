// SPDX-License-Identifier: Apache-2.0
// Entry of the training stage: windows and an experiment in, a trained model out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "toolchain/core/progress.h"
#include "toolchain/training/checkpoint.h"
#include "toolchain/training/experiment.h"
#include "toolchain/training/trained_model.h"
#include "toolchain/windows/window_set.h"

namespace ambulo::training {

struct TrainOptions {
  std::uint64_t seed = 1;
  bool resume = false;
  // The run's folder, made when missing: checkpoint.bin after every epoch, TensorBoard events.
  std::filesystem::path folder;
  std::string training_commit;  // goes into the sensor contract
  ProgressCallback progress;    // within an epoch
  // Called with refit = true in the second run, whose records have no validation figures.
  std::function<void(const EpochRecord&, bool best, bool refit)> epoch_done;
};

struct TrainResult {
  TrainedModel model;  // weights of the chosen epoch, or of the refit
  std::vector<EpochRecord> history;
  std::int64_t chosen_epoch = 0;
  std::size_t parameter_count = 0;
  bool interrupted = false;  // stopped by Ctrl-C; model is the best so far
};

// Trains on split.train; the epoch is chosen on split.validation (the experiment's epoch_choice);
// split.test is never looked at. With refit, a second run (in folder/refit) takes training and
// validation windows together and stops after the chosen epoch; its weights are the result, while
// history and choice are those of the first. Standardisation is measured on split.train. Same set,
// split, experiment and seed on the same machine: same weights, also through any number of resumes.
// Throws Error(BadInput): no windows, no validation windows to choose by, a checkpoint of another
// experiment, a full disk; Error(Interrupted) when stopped before the first epoch was complete.
TrainResult train(const windows::WindowSet& set, const windows::Split& split,
                  const Experiment& experiment, const TrainOptions& options);

}  // namespace ambulo::training
