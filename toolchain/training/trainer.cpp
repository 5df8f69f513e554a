// SPDX-License-Identifier: Apache-2.0
// The training loop. All randomness is a function of (seed, epoch, window), which is what makes a
// resumed run equal to one that was never stopped.
#include "toolchain/training/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <optional>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/core/random.h"
#include "toolchain/training/architecture.h"
#include "toolchain/training/distillation.h"
#include "toolchain/training/event_writer.h"
#include "toolchain/training/identity.h"

namespace ambulo::training {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kShuffleStream = 1, kAugmentStream = 2;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Scores {
  double loss = 0.0, accuracy = 0.0;
};

// One training run in one folder, up to last_epoch of the experiment's schedule.
class Run {
 public:
  Run(const windows::WindowSet& set, const windows::Split& split, const Experiment& experiment,
      const TrainOptions& options, std::filesystem::path folder, std::int64_t last_epoch,
      bool is_refit)
      : set_(set),
        split_(split),
        experiment_(experiment),
        options_(options),
        folder_(std::move(folder)),
        last_epoch_(last_epoch),
        is_refit_(is_refit),
        extractor_(set, experiment.front_end),
        row_(extractor_.row_count() * extractor_.channels()),
        network_(architecture_layers(experiment.model, set.spec.length, set.spec.activities.size()),
                 set.spec.length, extractor_.channels(), experiment.training.optimizer,
                 options.seed) {
    extractor_.measure(split.train, mean_, std_);
    extractor_.set_standardization(mean_, std_);
    validation_.resize(split.validation.size() * row_);
    for (std::size_t i = 0; i < split.validation.size(); ++i) {
      extractor_.extract(split.validation[i], validation_.data() + i * row_);
    }
  }

  TrainResult train() {
    const std::filesystem::path file = folder_ / "checkpoint.bin";
    make_folder(folder_);
    start(file);
    EventWriter events = open_events();
    if (experiment_.distillation.teachers > 0 && epoch() < last_epoch_) {
      TrainOptions options = options_;
      options.folder = folder_;
      teachers_.emplace(set_, split_, experiment_, options);
    }
    bool stopped = false;
    while (epoch() < last_epoch_ && !stopped) {
      stopped = !train_epoch(events, file);
    }
    if (point_.history.empty()) {
      throw Error(ErrorKind::Interrupted, "stopped before the first epoch was complete");
    }
    network_.load(point_.best_state);
    return {trained_model(), point_.history, point_.best_epoch, network_.parameter_count(),
            stopped};
  }

 private:
  std::int64_t epoch() const { return static_cast<std::int64_t>(point_.history.size()); }

  void start(const std::filesystem::path& file) {
    const std::string identity = run_identity(set_, split_, experiment_, options_.seed);
    if (options_.resume && std::filesystem::exists(file)) {
      point_ = load_checkpoint(file);
      if (point_.identity != identity) {
        throw Error(ErrorKind::BadInput,
                    "the checkpoint is of another experiment, seed, split or data", file.string(),
                    "repeat the command that began the run, or train without --resume");
      }
      network_.load(point_.state);
    }
    point_.identity = identity;
  }

  EventWriter open_events() const { return EventWriter::resume(folder_, epoch(), system_seconds); }

  // False: interrupted, the epoch under way is lost.
  bool train_epoch(EventWriter& events, const std::filesystem::path& file) {
    const auto start = Clock::now();
    EpochRecord record;
    record.epoch = epoch() + 1;
    if (!train_batches(record)) return false;
    const Scores validation = validate();
    record.validation_loss = validation.loss;
    record.validation_accuracy = validation.accuracy;
    record.seconds = seconds_since(start);
    point_.history.push_back(record);
    point_.state = network_.state();
    const bool best = is_best();
    if (best) {
      point_.best_epoch = record.epoch;
      point_.best_state = point_.state;
    }
    write_events(events, record);  // first: resuming cuts what a lost checkpoint leaves over
    save_checkpoint(file, point_);
    if (options_.epoch_done) options_.epoch_done(record, best, is_refit_);
    return !interrupted();
  }

  bool train_batches(EpochRecord& record) {
    const TrainingConfig& config = experiment_.training;
    const auto epoch_key = static_cast<std::uint64_t>(record.epoch);
    std::vector<std::size_t> order = split_.train;
    Random(options_.seed, {kShuffleStream, epoch_key}).shuffle(order);
    const auto batch = static_cast<std::size_t>(config.batch);
    const std::size_t steps = (order.size() + batch - 1) / batch;
    std::vector<float> x;
    std::vector<std::int64_t> labels;
    double loss = 0.0;
    std::size_t correct = 0;
    const std::string task =
        fmt::format("{} {}/{}", is_refit_ ? "refit, epoch" : "epoch", record.epoch, last_epoch_);
    const std::size_t steps_of_run = steps * static_cast<std::size_t>(last_epoch_);
    for (std::size_t step = 0; step < steps; ++step) {
      if (interrupted()) return false;
      const std::size_t first = step * batch;
      const std::size_t count = std::min(batch, order.size() - first);
      const auto order_of_step = std::span(order).subspan(first, count);
      fill(order_of_step, epoch_key, x, labels);
      const std::size_t step_of_run = (epoch_key - 1) * steps + step;
      const StepRates rates = rates_at(config.schedule, config.learning_rate, step_of_run,
                                       steps * static_cast<std::size_t>(config.epochs));
      const StepResult result =
          network_.train_step(x, labels, rates, ask_teachers(order_of_step, epoch_key));
      loss += result.loss * static_cast<double>(count);
      correct += result.correct;
      record.learning_rate = rates.learning_rate;
      if (options_.progress) {
        const double seen = static_cast<double>(first + count);
        options_.progress({task, step_of_run + 1, steps_of_run,
                           fmt::format("loss {:.3f}, accuracy {:.3f}", loss / seen,
                                       static_cast<double>(correct) / seen)});
      }
    }
    record.train_loss = loss / static_cast<double>(order.size());
    record.train_accuracy = static_cast<double>(correct) / static_cast<double>(order.size());
    return true;
  }

  void fill(std::span<const std::size_t> chosen, std::uint64_t epoch_key, std::vector<float>& x,
            std::vector<std::int64_t>& labels) {
    x.resize(chosen.size() * row_);
    labels.resize(chosen.size());
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      Random random = distortion_of(chosen[i], epoch_key);
      extractor_.extract_augmented(chosen[i], experiment_.augmentation, random,
                                   x.data() + i * row_);
      labels[i] = set_.windows[chosen[i]].label;
    }
  }

  Random distortion_of(std::size_t window, std::uint64_t epoch_key) const {
    return Random(options_.seed, {kAugmentStream, epoch_key, window});
  }

  // What the teachers say of the batch that fill() made.
  SoftTargets ask_teachers(std::span<const std::size_t> chosen, std::uint64_t epoch_key) {
    if (!teachers_) return {};
    const std::size_t row = teachers_->row();
    teacher_input_.resize(chosen.size() * row);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      Random random = distortion_of(chosen[i], epoch_key);
      teachers_->extract(chosen[i], experiment_.augmentation, random,
                         teacher_input_.data() + i * row);
    }
    answers_.resize(chosen.size() * network_.classes());
    teachers_->answer(teacher_input_, answers_);
    return {answers_, experiment_.distillation.weight, experiment_.distillation.temperature};
  }

  Scores validate() {
    const std::size_t classes = network_.classes();
    std::vector<float> p(split_.validation.size() * classes);
    network_.predict(Weights::Averaged, validation_, p);
    Scores scores;
    for (std::size_t i = 0; i < split_.validation.size(); ++i) {
      const auto row = std::span(p).subspan(i * classes, classes);
      const std::size_t label = set_.windows[split_.validation[i]].label;
      scores.loss -= std::log(std::max(row[label], 1e-12f));
      const auto best = static_cast<std::size_t>(std::ranges::max_element(row) - row.begin());
      scores.accuracy += best == label ? 1.0 : 0.0;
    }
    const auto n = static_cast<double>(std::max<std::size_t>(split_.validation.size(), 1));
    return {scores.loss / n, scores.accuracy / n};
  }

  // The last record against the best before it: accuracy first, then loss; the later on a tie.
  bool is_best() const {
    if (is_refit_ || experiment_.training.epoch_choice == EpochChoice::Last ||
        point_.best_epoch == 0) {
      return true;
    }
    const EpochRecord& now = point_.history.back();
    const EpochRecord& best = point_.history[static_cast<std::size_t>(point_.best_epoch - 1)];
    if (now.validation_accuracy != best.validation_accuracy) {
      return now.validation_accuracy > best.validation_accuracy;
    }
    return now.validation_loss <= best.validation_loss;
  }

  void write_events(EventWriter& events, const EpochRecord& record) {
    const std::int64_t step = record.epoch;
    events.scalar("loss/train", step, record.train_loss);
    events.scalar("accuracy/train", step, record.train_accuracy);
    if (!split_.validation.empty()) {
      events.scalar("loss/validation", step, record.validation_loss);
      events.scalar("accuracy/validation", step, record.validation_accuracy);
    }
    events.scalar("learning_rate", step, record.learning_rate);
    events.scalar("seconds_per_epoch", step, record.seconds);
    for (const TrainedLayer& layer : network_.trained_layers(Weights::Averaged)) {
      for (const auto& [name, array] : layer.parameters) {
        events.histogram("weights/" + layer.spec.name + "/" + name, step, array.values);
      }
    }
    events.flush();
  }

  TrainedModel trained_model() const {
    TrainedModel model;
    model.name = experiment_.name;
    model.layers = network_.trained_layers(Weights::Averaged);
    windows::SensorContract& contract = model.contract;
    contract.sample_rate_hz = static_cast<float>(set_.spec.sample_rate_hz);
    contract.window = static_cast<std::uint16_t>(set_.spec.length);
    contract.hop = static_cast<std::uint16_t>(set_.spec.hop);
    contract.front_end = experiment_.front_end;
    contract.mean = mean_;
    contract.std = std_;
    contract.labels = set_.spec.activities;
    contract.split = split_.name;
    contract.training_commit = options_.training_commit;
    contract.data_set = set_.tracks.front().data_set;
    contract.placement = set_.tracks.front().placement;
    contract.synthetic = true;
    for (const std::size_t i : split_.train) {
      const windows::Track& track = set_.tracks[set_.windows[i].track];
      contract.synthetic = contract.synthetic && track.synthetic;
      if (track.placement != contract.placement) contract.placement = "mixed";
    }
    return model;
  }

  const windows::WindowSet& set_;
  const windows::Split& split_;
  const Experiment& experiment_;
  const TrainOptions& options_;
  std::filesystem::path folder_;
  std::int64_t last_epoch_;
  bool is_refit_;
  windows::FeatureExtractor extractor_;
  std::size_t row_;  // values of one window
  Network network_;
  std::vector<float> mean_, std_, validation_;
  Checkpoint point_;
  std::optional<Teachers> teachers_;
  std::vector<float> teacher_input_, answers_;
};

}  // namespace

TrainResult train(const windows::WindowSet& set, const windows::Split& split,
                  const Experiment& experiment, const TrainOptions& options) {
  if (split.train.empty()) {
    throw Error(ErrorKind::BadInput, "no windows to train on", "split " + split.name,
                "check the data with `ambulo inspect`");
  }
  if (split.validation.empty() && experiment.training.epoch_choice == EpochChoice::BestValidation) {
    throw Error(ErrorKind::BadInput, "no validation windows to choose the epoch by",
                "split " + split.name, "use more subjects, or training.epoch_choice = \"last\"");
  }
  TrainResult result =
      Run(set, split, experiment, options, options.folder, experiment.training.epochs, false)
          .train();
  if (!experiment.training.refit || result.interrupted) return result;

  windows::Split all = split;
  all.train.insert(all.train.end(), split.validation.begin(), split.validation.end());
  std::ranges::sort(all.train);
  all.validation.clear();
  TrainResult refit =
      Run(set, all, experiment, options, options.folder / "refit", result.chosen_epoch, true)
          .train();
  result.model = std::move(refit.model);
  result.interrupted = refit.interrupted;
  return result;
}

}  // namespace ambulo::training
