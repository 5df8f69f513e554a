// SPDX-License-Identifier: Apache-2.0
// ambulo train EXPERIMENT --data PATH --out RUN: recordings -> windows -> split -> network ->
// model.tflite. RUN holds everything that is known of the run; test windows are not looked at. With
// several folds or seeds it is a sweep (train_sweep.h).
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "apps/cli/command.h"
#include "apps/cli/data_source.h"
#include "apps/cli/front_end.h"
#include "apps/cli/sweep_plan.h"
#include "apps/cli/terminal.h"
#include "apps/cli/train_sweep.h"
#include "apps/cli/training_run.h"
#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/training/trainer.h"
#include "toolchain/windows/windows.h"

namespace ambulo::cli {
namespace {

namespace fs = std::filesystem;

constexpr char kRawFile[] = "model.raw.tflite";  // model.tflite with its front end inside

struct Options {
  std::string experiment, data, out, front_end;
  std::vector<std::string> changes;
  std::int64_t epochs = 0;
  std::uint64_t seed = 1, seeds = 1;
  int threads = 1;
  unsigned jobs = 0;
  std::string scheme;
  bool resume = false, no_random_twin = false, keys = false, json = false;
  recordings::ImportOptions import;
  std::string split = "official";
};

void print_keys() {
  for (const training::ExperimentKey& key : training::experiment_keys()) {
    print(fmt::format("{:<38} {:<20} {}\n", key.key, key.default_value, key.documentation));
  }
}

// Trains into folder, with a line for each epoch.
training::TrainResult train_noting_epochs(const fs::path& folder, const windows::WindowSet& set,
                                          const windows::Split& split,
                                          const training::Experiment& experiment,
                                          const Options& options) {
  training::TrainOptions train;
  train.seed = options.seed;
  train.resume = options.resume;
  train.folder = folder;
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
  training::TrainResult result = train_into_folder(set, split, experiment, train);
  finish_progress();
  if (!options.front_end.empty()) {
    const fs::path file = folder / "model.tflite";
    write_file(folder / kRawFile,
               with_front_end(read_bytes(file), options.front_end, file.string()));
  }
  return result;
}

void require_arguments(const Options& options) {
  for (const auto& [value, name] :
       {std::pair(&options.experiment, "EXPERIMENT"), std::pair(&options.data, "--data"),
        std::pair(&options.out, "--out")}) {
    if (value->empty())
      throw Error(ErrorKind::Usage, "missing argument", name, "see ambulo train --help");
  }
  require_sweep_scheme(options.scheme);
}

training::Experiment chosen_experiment(const Options& options) {
  training::Experiment experiment = training::load_experiment(options.experiment);
  for (const std::string& change : options.changes) {
    training::set_key(experiment, change, "--set");
  }
  if (options.epochs > 0) experiment.training.epochs = options.epochs;
  return experiment;
}

void warn_of_memory(const training::Experiment& experiment) {
  if (experiment.augmentation.splice ||
      !windows::remembers_beyond_window(experiment.front_end, experiment.windows.length)) {
    return;
  }
  note(
      "ambulo: this front end remembers more than one window: in recordings made from a script it "
      "learns what follows what; augmentation.splice = true prevents that");
}

void refuse_to_overwrite(const Options& options) {
  if (options.resume || !fs::exists(fs::path(options.out) / "checkpoint.bin")) return;
  throw Error(ErrorKind::Usage, "this folder already holds a run", options.out,
              "add --resume to go on with it, or name another folder");
}

void require_a_single_run(const Options& options) {
  if (holds_sweep(options.out)) {
    throw Error(ErrorKind::Usage, "this folder holds a sweep", options.out,
                "name another folder for a single run");
  }
  if (!options.scheme.empty() || options.jobs != 0) {
    throw Error(ErrorKind::Usage, "one fold and one seed are no sweep",
                options.scheme.empty() ? "--jobs" : "--scheme",
                "name a split with several folds or --seeds N, or leave the option out");
  }
}

[[noreturn]] void stop_interrupted(const std::string& folder) {
  throw Error(ErrorKind::Interrupted, "interrupted; the best model so far is kept", folder,
              "repeat the command with --resume to go on");
}

void run_sweep(const Options& options, const recordings::RecordingSet& data,
               const windows::WindowSet& set, const std::vector<windows::Split>& folds,
               const training::Experiment& experiment) {
  if (!options.front_end.empty()) {
    throw Error(ErrorKind::Usage, "a sweep writes no files with the front end inside",
                "--front-end", "leave it out, and give it to ambulo quantize for the run you ship");
  }
  SweepOptions sweep;
  sweep.folder = options.out;
  sweep.split = options.split;
  sweep.scheme = options.scheme;
  for (std::uint64_t i = 0; i < options.seeds; ++i) sweep.seeds.push_back(options.seed + i);
  sweep.jobs = options.jobs;
  sweep.threads = options.threads;
  sweep.resume = options.resume;
  sweep.json = options.json;
  train_sweep(data, set, folds, experiment, sweep);
}

void run_single(const Options& options, const windows::WindowSet& set, const windows::Split& split,
                const training::Experiment& experiment) {
  require_a_single_run(options);
  require_honest(set, split);
  note(fmt::format("{}: {} windows to train on, {} to choose the epoch, {} kept for the test",
                   split.name, split.train.size(), split.validation.size(), split.test.size()));
  const fs::path folder = options.out;
  const training::TrainResult result = train_noting_epochs(folder, set, split, experiment, options);
  if (result.interrupted) stop_interrupted(options.out);

  if (!options.no_random_twin && !split.test.empty()) {
    note(
        "The same network on a random split, to show what that would claim (--no-random-twin skips "
        "it):");
    const windows::Split random = windows::named_split(set, "random");
    const training::TrainResult twin =
        train_noting_epochs(folder / "random_twin", set, random, experiment, options);
    if (twin.interrupted) stop_interrupted(options.out);
  }
  const nlohmann::json metrics = metrics_json(set, split, result, options.seed);
  if (options.json) return print_json(metrics);
  print(fmt::format(
      "{} ({} parameters) is in {}\n"
      "epoch {} of {} chosen: validation accuracy {:.4f}\n"
      "Next:  ambulo evaluate {} --data {} --split {}\n",
      result.model.name, result.parameter_count, (folder / "model.tflite").string(),
      result.chosen_epoch, experiment.training.epochs, metrics["validation_accuracy"].get<double>(),
      (folder / "model.tflite").string(), options.data, options.split));
}

void run(const Options& options) {
  if (options.keys) return print_keys();
  require_arguments(options);
  const training::Experiment experiment = chosen_experiment(options);
  require_front_end(options.front_end, experiment.front_end.kind);
  refuse_to_overwrite(options);
  training::set_threads(options.threads);
  training::keep_freed_memory();

  warn_of_memory(experiment);
  const recordings::RecordingSet data = import_noting_problems(options.data, options.import);
  const windows::WindowSet set = cut_windows(data, experiment);
  const std::vector<windows::Split> folds = windows::named_splits(set, options.split);
  const bool is_sweep = folds.size() > 1 || options.seeds > 1;
  if (is_sweep) return run_sweep(options, data, set, folds, experiment);
  run_single(options, set, folds.front(), experiment);
}

}  // namespace

void add_train(CLI::App& app) {
  CLI::App* command = app.add_subcommand("train", "Train a network and write it as .tflite");
  command->footer(
      "Examples:\n"
      "  ambulo train compact --data hapt.tar.xz --split official --out run\n"
      "  ambulo train my.toml --data my_recordings --split groups:10/1 --out run --seed 2\n"
      "  ambulo train compact --data hapt.tar.xz --out run --resume\n"
      "  ambulo train compact --data hapt.tar.xz --split groups:10 --seeds 3 --scheme int8 --out "
      "s\n"
      "RUN gets model.tflite, metrics.json, experiment.toml, checkpoint.bin and TensorBoard "
      "events.\n"
      "A split with several folds (groups:K, loso) or --seeds makes a sweep: every fold with every "
      "seed,\nscored on its test people; OUT gets sweep.json and a folder for each run.");
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
  command
      ->add_option("--seeds", o->seeds, "train with so many seeds, from --seed on, and sum them up")
      ->check(CLI::Range(1, 1000));
  command
      ->add_option("--jobs", o->jobs, "runs of a sweep that go side by side; 0: one for each core")
      ->check(CLI::Range(0, 256));
  command->add_option("--scheme", o->scheme,
                      "of a sweep: also quantise every model so (see ambulo quantize), and score "
                      "both");
  command->add_option("--threads", o->threads, "that one operation may use")
      ->check(CLI::Range(1, 64));
  add_front_end_option(*command, o->front_end,
                       fmt::format("{}, written beside model.tflite,", kRawFile));
  command->add_flag("--resume", o->resume, "go on after the last complete epoch");
  command->add_flag("--no-random-twin", o->no_random_twin,
                    "do not train the same network on a random split");
  command->add_flag("--keys", o->keys, "print all keys of an experiment, and stop");
  command->add_flag("--json", o->json, "print metrics.json at the end, of a sweep sweep.json");
  add_split_option(*command, o->split);
  command->get_option("--split")->description(
      "official, paper, groups:K/FOLD, loso/SUBJECT, cv:K/FOLD or random, with @SEED behind it for "
      "another "
      "draw "
      "(docs/windows.md); groups:K, loso or cv:K: all folds");
  add_import_options(*command, o->import);
  command->callback([o] { run(*o); });
}

}  // namespace ambulo::cli
