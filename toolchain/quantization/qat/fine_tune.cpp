// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/qat/fine_tune.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <numeric>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/core/parallel.h"
#include "toolchain/core/random.h"
#include "toolchain/quantization/accuracy.h"
#include "toolchain/quantization/open_model.h"
#include "toolchain/quantization/qat/device_network.h"
#include "toolchain/quantization/qat/learned.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::quantization {
namespace {

using graph::Graph;

constexpr std::size_t kChunk = 32;  // of samples that a thread takes

// What the runtime gives for one tensor of the graph, for all samples.
std::vector<float> values_of(const Graph& graph, int tensor, const std::string& where,
                             const Samples& samples) {
  const std::size_t each =
      graph::element_count(graph.tensors[static_cast<std::size_t>(tensor)].shape);
  std::vector<float> result(samples.count() * each);
  const std::vector<std::uint8_t> bytes = tflite::write(graph);
  parallel_for(samples.count(), {.threads = 0, .chunk = kChunk}, [&] {
    const auto model = std::make_shared<OpenModel>(bytes, graph, where);
    const auto found = std::ranges::find(model->tensors(), tensor);
    const auto place = static_cast<std::size_t>(found - model->tensors().begin());
    return [&, model, place, values = std::vector<float>()](std::size_t n) mutable {
      model->run(samples.sample(n));
      model->read(place, values);
      std::ranges::copy(values, result.begin() + static_cast<std::ptrdiff_t>(n * each));
    };
  });
  return result;
}

std::vector<double> log_softmax(std::span<const float> logits) {
  const auto largest = static_cast<double>(std::ranges::max(logits));
  double total = 0.0;
  for (const float logit : logits) total += std::exp(static_cast<double>(logit) - largest);
  std::vector<double> result;
  for (const float logit : logits) {
    result.push_back(static_cast<double>(logit) - largest - std::log(total));
  }
  return result;
}

// Mean Kullback-Leibler divergence of rows of logits.
double mean_distance(std::span<const float> from, std::span<const float> to, std::size_t rows) {
  const std::size_t classes = from.size() / rows;
  double sum = 0.0;
  for (std::size_t n = 0; n < rows; ++n) {
    const auto p = log_softmax(from.subspan(n * classes, classes));
    const auto q = log_softmax(to.subspan(n * classes, classes));
    for (std::size_t c = 0; c < classes; ++c) sum += std::exp(p[c]) * (p[c] - q[c]);
  }
  return sum / static_cast<double>(rows);
}

// Samples of one step, side by side.
struct Gathered {
  std::vector<float> inputs, teacher_logits;
  std::size_t count = 0;

  Batch batch() const { return {count, inputs, teacher_logits}; }
};

std::string describe(const EpochScore& score) {
  std::string text = fmt::format("distance {:.5f}", score.training_loss);
  const auto add = [&](const char* name, const std::optional<double>& accuracy) {
    if (accuracy) text += fmt::format(", {} {:.2f} %", name, 100.0 * *accuracy);
  };
  add("training", score.training_accuracy);
  add("validation", score.validation_accuracy);
  return text;
}

class FineTuningRun {
 public:
  FineTuningRun(const Source& source, const Calibration& calibration, const Plan& plan,
                const Parts& parts, const FineTuning& options, const ProgressCallback& progress)
      : source_(source),
        plan_(plan),
        training_(parts.training.count() > 0 ? parts.training : parts.calibration),
        validation_(parts.validation),
        options_(options),
        progress_(progress),
        learned_(source.graph, calibration, plan),
        logits_(logits_of(source.graph)),
        teacher_(values_of(source.graph, logits_, source.where, training_)),
        validation_teacher_(values_of(source.graph, logits_, source.where, validation_)) {}

  FineTuned run() {
    keep_if_better(score(0.0));
    for (std::size_t epoch = 1; epoch <= options_.epochs; ++epoch) {
      const double loss = train(epoch);
      keep_if_better(score(loss));
    }
    return std::move(best_);
  }

 private:
  Graph integer_graph() const {
    return with_integers(learned_.graph(), learned_.calibration(), plan_, Ends::Float32);
  }

  std::size_t steps_each() const {
    return (training_.count() + options_.batch - 1) / options_.batch;
  }

  double learning_rate(std::size_t step) const {
    const double done =
        static_cast<double>(step) / static_cast<double>(options_.epochs * steps_each());
    return options_.learning_rate * 0.5 * (1.0 + std::cos(std::numbers::pi * done));
  }

  // Mean loss of the epoch.
  double train(std::size_t epoch) {
    std::vector<std::size_t> order(training_.count());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random(options_.seed, {epoch}).shuffle(order);
    const std::string task = fmt::format("epoch {}/{}", epoch, options_.epochs);
    double sum = 0.0;
    for (std::size_t step = 0; step < steps_each(); ++step) {
      if (interrupted()) throw Error(ErrorKind::Interrupted, "the fine-tuning was interrupted");
      const std::size_t begin = step * options_.batch;
      const std::size_t count = std::min(options_.batch, order.size() - begin);
      const Gathered samples = gather(std::span(order).subspan(begin, count));
      DeviceNetwork device(learned_.graph(), integer_graph(), source_.where);
      device.run(samples.inputs, training_.values_each);
      const Gradients gradients = differentiate(learned_.graph(), samples.batch(), device.view());
      sum += gradients.loss * static_cast<double>(count);
      learned_.step(gradients, learning_rate((epoch - 1) * steps_each() + step));
      if (progress_) progress_({task, step + 1, steps_each(), detail_});
    }
    return sum / static_cast<double>(order.size());
  }

  Gathered gather(std::span<const std::size_t> samples) const {
    const std::size_t classes = teacher_.size() / training_.count();
    Gathered result;
    result.count = samples.size();
    for (const std::size_t n : samples) {
      const std::span<const float> input = training_.sample(n);
      const auto logits = std::span(teacher_).subspan(n * classes, classes);
      result.inputs.insert(result.inputs.end(), input.begin(), input.end());
      result.teacher_logits.insert(result.teacher_logits.end(), logits.begin(), logits.end());
    }
    return result;
  }

  EpochScore score(double training_loss) {
    const Graph graph = integer_graph();
    const execution::LoadedModel model(packed(graph, source_), source_.where);
    EpochScore score;
    score.training_loss = training_loss;
    score.training_accuracy = accuracy(model, training_);
    score.validation_accuracy = accuracy(model, validation_);
    if (validation_.count() > 0) {
      score.validation_distance =
          mean_distance(validation_teacher_, values_of(graph, logits_, source_.where, validation_),
                        validation_.count());
    }
    detail_ = describe(score);
    return score;
  }

  void keep_if_better(const EpochScore& score) {
    const bool better = best_.epochs.empty() || !score.validation_distance ||
                        *score.validation_distance < best_.epochs[best_.chosen].validation_distance;
    best_.epochs.push_back(score);
    if (!better) return;
    best_.chosen = best_.epochs.size() - 1;
    best_.graph = learned_.graph();
    best_.calibration = learned_.calibration();
  }

  const Source& source_;
  const Plan& plan_;
  const Samples& training_;
  const Samples& validation_;
  const FineTuning& options_;
  const ProgressCallback& progress_;
  Learned learned_;
  int logits_;
  std::vector<float> teacher_, validation_teacher_;  // logits of the float network
  std::string detail_;                               // of the last score, for the progress
  FineTuned best_;
};

}  // namespace

FineTuned fine_tune(const Source& source, const Calibration& calibration, const Plan& plan,
                    const Parts& parts, const FineTuning& options,
                    const ProgressCallback& progress) {
  return FineTuningRun(source, calibration, plan, parts, options, progress).run();
}

std::string to_text(const FineTuned& tuned) {
  const EpochScore &before = tuned.epochs.front(), &after = tuned.epochs[tuned.chosen];
  std::string text = fmt::format("fine-tuned for {} epochs; epoch {} is kept, ",
                                 tuned.epochs.size() - 1, tuned.chosen);
  text += after.validation_distance
              ? fmt::format(
                    "the nearest to the float network on validation people ({:.6f} nats, "
                    "{:.6f} before)",
                    *after.validation_distance, *before.validation_distance)
              : "the last";
  const auto add = [&](const char* name, const std::optional<double>& now,
                       const std::optional<double>& then) {
    if (!now) return;
    text += fmt::format("; {} {:.2f} % ({:.2f} % before)", name, 100.0 * *now, 100.0 * *then);
  };
  add("training accuracy", after.training_accuracy, before.training_accuracy);
  add("validation", after.validation_accuracy, before.validation_accuracy);
  return text;
}

}  // namespace ambulo::quantization
