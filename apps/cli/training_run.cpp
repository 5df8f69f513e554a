// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/training_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "apps/cli/terminal.h"
#include "apps/cli/version.h"
#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/tflite/export.h"

namespace ambulo::cli {
namespace {

nlohmann::json to_json(const training::EpochRecord& e) {
  return {{"epoch", e.epoch},
          {"train_loss", e.train_loss},
          {"train_accuracy", e.train_accuracy},
          {"validation_loss", e.validation_loss},
          {"validation_accuracy", e.validation_accuracy},
          {"learning_rate", e.learning_rate},
          {"seconds", e.seconds}};
}

nlohmann::json subjects_of(const windows::WindowSet& set, const std::vector<std::size_t>& part) {
  std::vector<std::string> names;
  for (const std::size_t i : part) {
    const std::string& subject = set.tracks[set.windows[i].track].subject;
    if (std::ranges::find(names, subject) == names.end()) names.push_back(subject);
  }
  return names;
}

nlohmann::json split_json(const windows::WindowSet& set, const windows::Split& split) {
  nlohmann::json json = {{"name", split.name}};
  const auto add = [&](const char* name, const std::vector<std::size_t>& part) {
    json[name] = {{"windows", part.size()}, {"subjects", subjects_of(set, part)}};
  };
  add("train", split.train);
  add("validation", split.validation);
  add("test", split.test);
  return json;
}

}  // namespace

windows::WindowSet cut_windows(const recordings::RecordingSet& data,
                               const training::Experiment& experiment) {
  windows::WindowSpec spec = experiment.windows;
  spec.activities = windows::activities_of(data.recordings, experiment.transitions);
  return windows::cut(data.recordings, spec);
}

void require_honest(const windows::WindowSet& set, const windows::Split& split) {
  const windows::Audit audit = windows::audit(set, split);
  if (audit.clean()) return;
  if (!split.name.starts_with("random")) {
    throw Error(ErrorKind::Internal, "the split leaks: " + audit.leaks.front(), split.name);
  }
  note(fmt::format(
      "ambulo: this split is NOT honest: {} subjects and {} raw samples are in two parts",
      audit.shared_subjects, audit.shared_samples));
}

training::TrainResult train_into_folder(const windows::WindowSet& set, const windows::Split& split,
                                        const training::Experiment& experiment,
                                        training::TrainOptions options) {
  make_folder(options.folder);
  write_file(options.folder / "experiment.toml", training::to_toml(experiment));
  options.training_commit = source_commit();
  training::TrainResult result = training::train(set, split, experiment, options);
  write_file(options.folder / "model.tflite", tflite::export_model(result.model));
  write_file(options.folder / "metrics.json",
             metrics_json(set, split, result, options.seed).dump(2) + "\n");
  return result;
}

nlohmann::json metrics_json(const windows::WindowSet& set, const windows::Split& split,
                            const training::TrainResult& result, std::uint64_t seed) {
  const training::EpochRecord& chosen =
      result.history[static_cast<std::size_t>(result.chosen_epoch - 1)];
  nlohmann::json history = nlohmann::json::array();
  for (const training::EpochRecord& e : result.history) history.push_back(to_json(e));
  return {{"experiment", result.model.name},
          {"seed", seed},
          {"synthetic", result.model.contract.synthetic},
          {"commit", result.model.contract.training_commit},
          {"parameters", result.parameter_count},
          {"labels", set.spec.activities},
          {"split", split_json(set, split)},
          {"chosen_epoch", result.chosen_epoch},
          {"validation_accuracy", chosen.validation_accuracy},
          {"train_accuracy", chosen.train_accuracy},
          {"interrupted", result.interrupted},
          {"history", history}};
}

}  // namespace ambulo::cli
