// SPDX-License-Identifier: Apache-2.0
#include "toolchain/training/distillation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "toolchain/core/error.h"
#include "toolchain/training/architecture.h"

namespace ambulo::training {
namespace {

Experiment teacher_of(const Experiment& student) {
  Experiment teacher = load_experiment(student.distillation.experiment);
  if (teacher.distillation.teachers > 0) {
    throw Error(ErrorKind::BadInput, "a teacher cannot have teachers of its own", teacher.name,
                "set its distillation.teachers to 0");
  }
  teacher.windows = student.windows;
  teacher.transitions = student.transitions;
  teacher.front_end.sample_rate_hz = student.front_end.sample_rate_hz;
  teacher.training.epoch_choice = EpochChoice::Last;
  teacher.training.refit = false;
  return teacher;
}

// Teachers differ from each other and from the student.
std::uint64_t seed_of(std::uint64_t student, std::int64_t teacher) {
  return student * 1000 + static_cast<std::uint64_t>(teacher);
}

TrainOptions options_of(const TrainOptions& student, std::int64_t teacher, std::int64_t count) {
  TrainOptions options;
  options.seed = seed_of(student.seed, teacher);
  options.resume = student.resume;
  options.folder = student.folder / fmt::format("teacher_{}", teacher);
  options.training_commit = student.training_commit;
  if (student.progress) {
    options.progress = [=, &student](const Progress& progress) {
      const std::string task = fmt::format("teacher {} of {}, {}", teacher, count, progress.task);
      Progress named = progress;
      named.task = task;
      student.progress(named);
    };
  }
  return options;
}

}  // namespace

Teachers::Teachers(const windows::WindowSet& set, const windows::Split& split,
                   const Experiment& student, const TrainOptions& options)
    : temperature_(student.distillation.temperature),
      extractor_(set, teacher_of(student).front_end) {
  const Experiment experiment = teacher_of(student);
  std::vector<float> mean, std;
  extractor_.measure(split.train, mean, std);
  extractor_.set_standardization(mean, std);
  const std::int64_t count = student.distillation.teachers;
  for (std::int64_t teacher = 1; teacher <= count; ++teacher) {
    const TrainOptions own = options_of(options, teacher, count);
    if (train(set, split, experiment, own).interrupted) {
      throw Error(ErrorKind::Interrupted, "stopped before all teachers were trained",
                  options.folder.string(), "repeat the command with --resume to go on");
    }
    networks_.push_back(std::make_unique<Network>(
        architecture_layers(experiment.model, set.spec.length, set.spec.activities.size()),
        set.spec.length, extractor_.channels(), experiment.training.optimizer, own.seed));
    networks_.back()->load(load_checkpoint(own.folder / "checkpoint.bin").best_state);
  }
}

void Teachers::extract(std::size_t window, const windows::Augmentation& augmentation,
                       Random& random, float* out) const {
  extractor_.extract_augmented(window, augmentation, random, out);
}

std::size_t Teachers::row() const {
  return extractor_.row_count() * extractor_.channels();
}

void Teachers::answer(std::span<const float> x, std::span<float> answers) {
  std::vector<float> one(answers.size());
  std::ranges::fill(answers, 0.0f);
  for (const auto& network : networks_) {
    network->predict(Weights::Averaged, x, one);
    for (std::size_t i = 0; i < one.size(); ++i) answers[i] += one[i];
  }
  const std::size_t classes = networks_.front()->classes();
  const auto exponent = static_cast<float>(1.0 / temperature_);
  for (std::size_t first = 0; first < answers.size(); first += classes) {
    const auto row = answers.subspan(first, classes);
    float sum = 0.0f;
    for (float& value : row) sum += value = std::pow(value, exponent);
    for (float& value : row) value /= sum;
  }
}

}  // namespace ambulo::training
