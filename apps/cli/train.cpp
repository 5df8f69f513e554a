// SPDX-License-Identifier: Apache-2.0
// ambulo train EXPERIMENT --data PATH --out RUN: recordings -> windows -> split -> network ->
// model.tflite. RUN holds everything that is known of the run; test windows are not looked at.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "apps/cli/command.h"
#include "apps/cli/data_source.h"
#include "apps/cli/terminal.h"
#include "apps/cli/version.h"
#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/tflite/export.h"
#include "toolchain/training/trainer.h"
#include "toolchain/windows/windows.h"

namespace ambulo::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string experiment, data, out;
  std::vector<std::string> changes;
  std::int64_t epochs = 0;
  std::uint64_t seed = 1;
  int threads = 1;
  bool resume = false, no_random_twin = false, keys = false, json = false;
  recordings::ImportOptions import;
  std::string split = "official";
};

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

void print_keys() {
  for (const training::ExperimentKey& key : training::experiment_keys()) {
    print(fmt::format("{:<38} {:<20} {}\n", key.key, key.default_value, key.documentation));
  }
}

windows::WindowSet cut_windows(const recordings::RecordingSet& data,
                               const training::Experiment& experiment) {
  windows::WindowSpec spec = experiment.windows;
  spec.activities = windows::activities_of(data.recordings, experiment.transitions);
  return windows::cut(data.recordings, spec);
}

windows::Split audited_split(const windows::WindowSet& set, const std::string& name) {
  windows::Split split = windows::named_split(set, name);
  const windows::Audit audit = windows::audit(set, split);
  if (!audit.clean() && !name.starts_with("random")) {
    throw Error(ErrorKind::Internal, "the split leaks: " + audit.leaks.front(), split.name);
  }
  if (!audit.clean()) {
    note(fmt::format(
        "ambulo: this split is NOT honest: {} subjects and {} raw samples are in two parts",
        audit.shared_subjects, audit.shared_samples));
  }
  return split;
}

// Trains into folder and writes model.tflite there.
training::TrainResult train_into(const fs::path& folder, const windows::WindowSet& set,
                                 const windows::Split& split,
                                 const training::Experiment& experiment, const Options& options) {
  training::TrainOptions train;
  train.seed = options.seed;
  train.resume = options.resume;
  train.folder = folder;
  train.training_commit = source_commit();
  train.progress = progress_bar();
  train.epoch_done = [&](const training::EpochRecord& e, bool best, bool refit) {
    const std::string validation =
        refit ? std::string("on all training people")
              : fmt::format("validation {:.4f} (loss {:.4f}){}", e.validation_accuracy,
                            e.validation_loss, best ? " best" : "");
    note(fmt::format("{}epoch {:3}  loss {:.4f}  accuracy {:.4f}  {}  {:.1f} s",
                     refit ? "refit " : "", e.epoch, e.train_loss, e.train_accuracy, validation,
                     e.seconds));
  };
  training::TrainResult result = training::train(set, split, experiment, train);
  finish_progress();
  write_file(folder / "model.tflite", tflite::export_model(result.model));
  return result;
}

nlohmann::json metrics_json(const windows::WindowSet& set, const windows::Split& split,
                            const training::TrainResult& result, const Options& options) {
  const training::EpochRecord& chosen =
      result.history[static_cast<std::size_t>(result.chosen_epoch - 1)];
  nlohmann::json history = nlohmann::json::array();
  for (const training::EpochRecord& e : result.history) history.push_back(to_json(e));
  return {{"experiment", result.model.name},
          {"seed", options.seed},
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

void refuse_to_overwrite(const Options& options) {
  if (options.resume || !fs::exists(fs::path(options.out) / "checkpoint.bin")) return;
  throw Error(ErrorKind::Usage, "this folder already holds a run", options.out,
              "add --resume to go on with it, or name another folder");
}

[[noreturn]] void stop_interrupted(const std::string& folder) {
  throw Error(ErrorKind::Interrupted, "interrupted; the best model so far is kept", folder,
              "repeat the command with --resume to go on");
}

void run(const Options& options) {
  if (options.keys) return print_keys();
  for (const auto& [value, name] :
       {std::pair(&options.experiment, "EXPERIMENT"), std::pair(&options.data, "--data"),
        std::pair(&options.out, "--out")}) {
    if (value->empty())
      throw Error(ErrorKind::Usage, "missing argument", name, "see ambulo train --help");
  }
  training::Experiment experiment = training::load_experiment(options.experiment);
  for (const std::string& change : options.changes) {
    training::set_key(experiment, change, "--set");
  }
  if (options.epochs > 0) experiment.training.epochs = options.epochs;
  refuse_to_overwrite(options);
  training::set_threads(options.threads);
  training::keep_freed_memory();

  const recordings::RecordingSet data = import_noting_problems(options.data, options.import);
  const windows::WindowSet set = cut_windows(data, experiment);
  const windows::Split split = audited_split(set, options.split);
  note(fmt::format("{}: {} windows to train on, {} to choose the epoch, {} kept for the test",
                   split.name, split.train.size(), split.validation.size(), split.test.size()));

  if (windows::remembers_beyond_window(experiment.front_end, experiment.windows.length) &&
      !experiment.augmentation.splice) {
    note(
        "ambulo: this front end remembers more than one window: in recordings made from a script "
        "it "
        "learns what follows what; augmentation.splice = true prevents that");
  }
  const fs::path folder = options.out;
  make_folder(folder);
  write_file(folder / "experiment.toml", training::to_toml(experiment));
  const training::TrainResult result = train_into(folder, set, split, experiment, options);
  const nlohmann::json metrics = metrics_json(set, split, result, options);
  write_file(folder / "metrics.json", metrics.dump(2) + "\n");
  if (result.interrupted) stop_interrupted(options.out);

  if (!options.no_random_twin && !split.test.empty()) {
    note(
        "The same network on a random split, to show what that would claim (--no-random-twin skips "
        "it):");
    const windows::Split random = windows::named_split(set, "random");
    const auto twin = train_into(folder / "random_twin", set, random, experiment, options);
    if (twin.interrupted) stop_interrupted(options.out);
  }
  if (options.json) return print_json(metrics);
  print(fmt::format(
      "{} ({} parameters) is in {}\n"
      "epoch {} of {} chosen: validation accuracy {:.4f}\n"
      "Next:  ambulo evaluate {} --data {} --split {}\n",
      result.model.name, result.parameter_count, (folder / "model.tflite").string(),
      result.chosen_epoch, experiment.training.epochs, metrics["validation_accuracy"].get<double>(),
      (folder / "model.tflite").string(), options.data, options.split));
}

}  // namespace

void add_train(CLI::App& app) {
  CLI::App* command = app.add_subcommand("train", "Train a network and write it as .tflite");
  command->footer(
      "Examples:\n"
      "  ambulo train compact --data hapt.tar.xz --split official --out run\n"
      "  ambulo train my.toml --data my_recordings --split groups:10/1 --out run --seed 2\n"
      "  ambulo train compact --data hapt.tar.xz --out run --resume\n"
      "RUN gets model.tflite, metrics.json, experiment.toml, checkpoint.bin and TensorBoard "
      "events.");
  auto o = std::make_shared<Options>();
  command->add_option("experiment", o->experiment,
                      "a .toml file, or a shipped one: " +
                          fmt::format("{}", fmt::join(training::shipped_experiments(), ", ")));
  command->add_option("--data", o->data, "folder, archive or file with recordings");
  command->add_option("--out", o->out, "folder of the run");
  command->add_option("--epochs", o->epochs, "instead of the experiment's")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--set", o->changes, "SECTION.KEY=VALUE instead of the experiment's; repeatable")
      ->allow_extra_args(false);
  command->add_option("--seed", o->seed, "of initial weights, order and augmentation");
  command->add_option("--threads", o->threads, "that one operation may use")
      ->check(CLI::Range(1, 64));
  command->add_flag("--resume", o->resume, "go on after the last complete epoch");
  command->add_flag("--no-random-twin", o->no_random_twin,
                    "do not train the same network on a random split");
  command->add_flag("--keys", o->keys, "print all keys of an experiment, and stop");
  command->add_flag("--json", o->json, "print metrics.json at the end");
  add_split_option(*command, o->split);
  add_import_options(*command, o->import);
  command->callback([o] { run(*o); });
}

}  // namespace ambulo::cli
