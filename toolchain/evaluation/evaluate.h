// SPDX-License-Identifier: Apache-2.0
// Entry of the evaluation stage: a model and recordings in, an Evaluation out. Windows are cut as
// the model's sensor contract says and classified by the device runtime.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/core/progress.h"
#include "toolchain/evaluation/metrics.h"
#include "toolchain/evaluation/runtime_model.h"
#include "toolchain/recordings/recording.h"
#include "toolchain/windows/window_set.h"

namespace ambulo::evaluation {

// Which windows of the split are scored. Test is the only honest figure for a model that was
// trained on the other parts.
enum class Part { Test, Validation, Train };
std::string_view to_string(Part part);

struct EvaluateOptions {
  // The name of a fold (windows::named_split); or "all": every window, for data that has nothing to
  // do with the model's training.
  std::string split = "official";
  std::uint64_t seed = 0;  // of the bootstrap
  Part part = Part::Test;
  unsigned threads = 0;  // 0: one per core; the result does not depend on it
  ProgressCallback progress;
};

// Labelled time that the model has no output for; it is in no figure.
struct UnknownActivity {
  std::string activity;
  std::size_t segments = 0;
  double seconds = 0.0;
};

// The same experiment under a split that is not subject-disjoint, to show how that flatters.
struct RandomSplit {
  std::size_t windows = 0;
  double accuracy = 0.0, balanced_accuracy = 0.0, macro_f1 = 0.0;
};

struct Evaluation {
  std::string model;  // file name or path
  std::string data_set;
  std::string split, part;  // "official", "test"
  std::uint64_t seed = 0;
  bool synthetic = false;  // model or data: says nothing about people
  std::size_t file_bytes = 0, arena_bytes = 0;
  std::size_t repacked_weight_bytes = 0;  // part of the arena; depends on the CPU
  Metrics metrics;
  std::vector<UnknownActivity> unknown_activities;
  std::vector<std::string> notes;           // one line each: what to know before quoting a figure
  std::optional<RandomSplit> random_split;  // filled in by whoever trained that model too
};

// Throws Error: Usage for an unknown split, fold or empty part; BadInput when data and model have
// no activity in common or no window can be cut; Interrupted.
Evaluation evaluate(const RuntimeModel& model, const recordings::RecordingSet& recordings,
                    const EvaluateOptions& options);

// Who is in the chosen part. Throws like evaluate().
std::set<std::string> people_of(const RuntimeModel& model,
                                const recordings::RecordingSet& recordings,
                                const EvaluateOptions& options);

// The same for whoever scores many models on windows that were cut once. REQUIRES windows of these
// recordings, cut as windows::spec_of(model.contract()) says.
Evaluation evaluate(const RuntimeModel& model, const recordings::RecordingSet& recordings,
                    const windows::WindowSet& set, const EvaluateOptions& options);

// "official split, test part" or "every window".
std::string scope(const Evaluation& evaluation);

// Of an Evaluation under the split "random".
RandomSplit as_random_split(const Evaluation& evaluation);

}  // namespace ambulo::evaluation
