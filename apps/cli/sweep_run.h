// SPDX-License-Identifier: Apache-2.0
// One run of a sweep: trained, on request quantised, scored by the device runtime. Each step leaves
// files, and a step whose files are there is not done again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "toolchain/core/progress.h"
#include "toolchain/evaluation/evaluate.h"
#include "toolchain/evaluation/sweep_summary.h"
#include "toolchain/recordings/recording.h"
#include "toolchain/training/experiment.h"
#include "toolchain/windows/window_set.h"

namespace ambulo::cli {

struct SweepRun {
  const windows::Split* fold = nullptr;
  std::uint64_t seed = 0;
  std::filesystem::path folder;
};

// One score for each kind of model: float32, and the scheme's.
using Scores = std::vector<evaluation::ScoredRun>;

// What all runs share. Its functions may be called from several threads, for different runs.
class SweepRunner {
 public:
  // scheme: empty for float32 alone. All references outlive the runner.
  SweepRunner(const recordings::RecordingSet& recordings, const windows::WindowSet& set,
              const training::Experiment& experiment, std::string scheme, bool resume);

  std::vector<std::string> models() const;  // "float32", then the scheme

  // Absent when a file is missing.
  std::optional<Scores> scores(const SweepRun& run) const;

  // All steps that are still to be done. Throws Error(Interrupted) when stopped.
  Scores complete(const SweepRun& run, const ProgressCallback& progress);

 private:
  void train(const SweepRun& run, const ProgressCallback& progress) const;
  void quantize(const SweepRun& run);
  void evaluate(const SweepRun& run, const std::string& model);
  const windows::WindowSet& windows_for(const windows::SensorContract& contract);

  const recordings::RecordingSet& recordings_;
  const windows::WindowSet& set_;
  const training::Experiment& experiment_;
  std::string scheme_;
  bool resume_;
  std::once_flag cut_once_;
  windows::WindowSet cut_again_;  // where models want other windows than they are trained on
};

// The part of a fold that is scored: its test people, of a fold without any those of validation.
evaluation::Part scored_part(const windows::Split& fold);

}  // namespace ambulo::cli
