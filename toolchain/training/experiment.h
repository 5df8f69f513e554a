// SPDX-License-Identifier: Apache-2.0
// An experiment: model, windows, front end, augmentation and training in one TOML file. Every key
// has a default and a line of documentation (experiment_keys); unknown keys are errors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/training/network.h"
#include "toolchain/training/schedule.h"
#include "toolchain/windows/features.h"
#include "toolchain/windows/window_set.h"

namespace ambulo::training {

// Sizes of a network; which of them an architecture reads is said in models/.
struct ModelConfig {
  std::string architecture = "cnn";  // dnn, cnn, lstm, compact, conv_lstm
  std::vector<std::int64_t> filters = {12, 24, 48};
  std::vector<std::int64_t> kernels = {5, 5, 5};
  std::vector<std::int64_t> strides = {1, 1, 1};
  std::vector<std::int64_t> units = {50};
  double dropout = 0.2;       // after each hidden layer
  double head_dropout = 0.0;  // before the output layer
};

// Hinton, Vinyals, Dean 2015: the network also learns the answers of an ensemble.
struct DistillationConfig {
  std::int64_t teachers = 0;           // 0: none
  std::string experiment = "teacher";  // how they are trained; file or shipped name
  double weight = 0.7;                 // of their answers in the loss; the rest is for labels
  double temperature = 2.0;
};

enum class EpochChoice { BestValidation, Last };

struct TrainingConfig {
  std::int64_t epochs = 40;
  std::int64_t batch = 64;
  double learning_rate = 2e-3;
  ScheduleKind schedule = ScheduleKind::OneCycle;
  OptimizerConfig optimizer;
  EpochChoice epoch_choice = EpochChoice::BestValidation;
  bool refit =
      false;  // then train once more, on training and validation people, for as many epochs
};

struct Experiment {
  std::string name;  // file name without ending
  ModelConfig model;
  windows::WindowSpec windows;  // activities are filled in from the data
  bool transitions = false;     // also learn the six postural transitions
  FrontEndConfig front_end;
  windows::Augmentation augmentation;
  TrainingConfig training;
  DistillationConfig distillation;
};

// From TOML text; name becomes Experiment::name, where is used in errors. Throws Error(BadInput)
// with line and column for bad TOML, unknown keys, wrong types and values out of range.
Experiment parse_experiment(std::string_view toml, std::string_view name, std::string_view where);

// Changes one key: "training.epochs=60", "model.kernels=[7, 5]", "front_end.kind=raw". where is
// used in errors. Throws Error(Usage) for a text of another form, Error(BadInput) like
// parse_experiment.
void set_key(Experiment& experiment, std::string_view assignment, std::string_view where);

// A file, or the name of a shipped experiment (dnn, cnn, lstm, compact, ...). Throws Error(Usage)
// that lists the shipped names when there is neither.
Experiment load_experiment(const std::string& path_or_name);
std::vector<std::string> shipped_experiments();

// The experiment with all keys, as TOML; parse_experiment(to_toml(e)) == e.
std::string to_toml(const Experiment& experiment);

// "section.key", its documentation and its default, in file order: for help and reference pages.
struct ExperimentKey {
  std::string key, documentation, default_value;
};
std::vector<ExperimentKey> experiment_keys();

}  // namespace ambulo::training
