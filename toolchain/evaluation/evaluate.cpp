// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/evaluate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <mutex>
#include <numeric>
#include <optional>
#include <span>
#include <thread>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/evaluation/contract_check.h"
#include "toolchain/evaluation/timeline.h"
#include "toolchain/windows/features.h"
#include "toolchain/windows/windows.h"

namespace ambulo::evaluation {
namespace {

using recordings::RecordingSet;
using windows::SensorContract;
using windows::WindowSet;

constexpr std::string_view kAll = "all";
constexpr std::size_t kChunk = 64;  // windows that a thread takes at a time

bool knows(const SensorContract& contract, const std::string& activity) {
  return std::ranges::find(contract.labels, activity) != contract.labels.end();
}

std::vector<UnknownActivity> unknown_activities(const RecordingSet& set,
                                                const SensorContract& contract) {
  std::map<std::string, UnknownActivity> found;
  for (const auto& recording : set.recordings) {
    for (const auto& segment : recording.segments) {
      if (knows(contract, segment.activity) || segment.end <= segment.first) continue;
      UnknownActivity& unknown = found[segment.activity];
      unknown.activity = segment.activity;
      ++unknown.segments;
      const TimeSpan span = time_span(recording, segment);
      unknown.seconds += span.to_s - span.from_s;
    }
  }
  std::vector<UnknownActivity> result;
  for (auto& [name, unknown] : found) result.push_back(std::move(unknown));
  return result;
}

void require_a_common_activity(const RecordingSet& set, const SensorContract& contract) {
  const auto activities = windows::activities_of(set.recordings, true);
  if (std::ranges::any_of(activities, [&](const auto& a) { return knows(contract, a); })) return;
  throw Error(ErrorKind::BadInput,
              activities.empty()
                  ? "the recordings carry no labels"
                  : fmt::format("the recordings are labelled {}, the model knows {}",
                                fmt::join(activities, ", "), fmt::join(contract.labels, ", ")),
              set.data_set,
              activities.empty()
                  ? "ambulo classify works without labels"
                  : "evaluate on recordings of activities that the model was trained for");
}

WindowSet cut_as_the_model_wants(const RecordingSet& set, const SensorContract& contract) {
  windows::WindowSpec spec;
  spec.sample_rate_hz = contract.sample_rate_hz;
  spec.length = contract.window;
  spec.hop = contract.hop;
  spec.activities = contract.labels;
  return windows::cut(set.recordings, spec);
}

std::vector<std::size_t> chosen_windows(const WindowSet& set, const EvaluateOptions& options) {
  if (options.split == kAll) {
    std::vector<std::size_t> every(set.windows.size());
    std::iota(every.begin(), every.end(), std::size_t{0});
    return every;
  }
  windows::Split split = windows::named_split(set, options.split);
  std::vector<std::size_t>& part = options.part == Part::Test         ? split.test
                                   : options.part == Part::Validation ? split.validation
                                                                      : split.train;
  if (part.empty()) {
    throw Error(ErrorKind::Usage,
                fmt::format("the {} part has no windows", to_string(options.part)),
                fmt::format("--split {}", options.split), "choose another part or split");
  }
  return std::move(part);
}

// Threads take chunks from one counter and write to fixed places: the result does not depend on
// who was faster.
class ParallelClassification {
 public:
  ParallelClassification(const RuntimeModel& model, const WindowSet& set,
                         std::span<const std::size_t> chosen, const ProgressCallback& progress)
      : model_(model),
        set_(set),
        chosen_(chosen),
        progress_(progress),
        extractor_(set, model.contract().front_end),
        windows_(chosen.size()) {
    extractor_.set_standardization(model.contract().mean, model.contract().std);
  }

  std::vector<ClassifiedWindow> run(unsigned threads) {
    if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
    std::vector<std::jthread> helpers;
    for (unsigned i = 1; i < threads; ++i) helpers.emplace_back([this] { work(); });
    work();
    helpers.clear();  // joins
    if (failure_) std::rethrow_exception(failure_);
    return std::move(windows_);
  }

 private:
  void work() {
    try {
      RuntimeModel::Classifier classifier(model_);
      std::vector<float> features(extractor_.row_count() * extractor_.channels());
      for (;;) {
        const std::size_t first = next_.fetch_add(kChunk);
        if (first >= chosen_.size()) return;
        if (interrupted()) throw Error(ErrorKind::Interrupted, "evaluation was interrupted");
        const std::size_t end = std::min(first + kChunk, chosen_.size());
        for (std::size_t i = first; i < end; ++i) classify(classifier, features, i);
        report(end - first);
      }
    } catch (...) {
      next_ = chosen_.size();  // the others stop at their next chunk
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }

  void classify(RuntimeModel::Classifier& classifier, std::vector<float>& features, std::size_t i) {
    const windows::Window& window = set_.windows[chosen_[i]];
    ClassifiedWindow& result = windows_[i];
    result.label = window.label;
    result.subject = set_.tracks[window.track].subject;
    result.probabilities.resize(model_.contract().labels.size());
    extractor_.extract(chosen_[i], features.data());
    classifier.classify(features.data(), result.probabilities.data());
  }

  void report(std::size_t count) {
    const std::lock_guard lock(mutex_);
    done_ += count;
    if (progress_) {
      progress_({.task = "evaluating", .done = done_, .total = chosen_.size(), .detail = {}});
    }
  }

  const RuntimeModel& model_;
  const WindowSet& set_;
  const std::span<const std::size_t> chosen_;
  const ProgressCallback& progress_;
  windows::FeatureExtractor extractor_;
  std::vector<ClassifiedWindow> windows_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;  // of the rest
  std::size_t done_ = 0;
  std::exception_ptr failure_;
};

// How many recordings are not what the model was trained on, and how the first of them differs.
std::optional<std::string> breaches(const SensorContract& contract, const RecordingSet& set) {
  std::size_t count = 0;
  std::string first;
  for (const auto& recording : set.recordings) {
    const std::vector<std::string> lines = contract_breaches(recording, contract);
    if (lines.empty()) continue;
    if (++count == 1) first = recording.id + ": " + lines.front();
  }
  if (count == 0) return std::nullopt;
  return fmt::format("{} of {} recordings are not what the model was trained on; {}", count,
                     set.recordings.size(), first);
}

std::vector<std::string> notes(const SensorContract& contract, const RecordingSet& set,
                               const EvaluateOptions& options, const Metrics& metrics) {
  std::vector<std::string> lines;
  if (contract.data_set != set.data_set && options.split != kAll) {
    lines.push_back(
        fmt::format("the model was trained on '{}', not on '{}': split 'all' scores "
                    "every window",
                    contract.data_set, set.data_set));
  }
  if (contract.data_set == set.data_set && contract.split != options.split) {
    lines.push_back(
        fmt::format("the model was trained under split '{}': people of this {} part "
                    "may be among those it learned from",
                    contract.split, to_string(options.part)));
  }
  if (options.split == "random") {
    lines.emplace_back(
        "split 'random' has the same people in training and test: the figures "
        "promise more than anybody new will see");
  }
  if (options.split != kAll && options.part != Part::Test) {
    lines.push_back(fmt::format("the {} part was used to make the model", to_string(options.part)));
  }
  if (const auto line = breaches(contract, set)) lines.push_back(*line);
  for (const ClassMetrics& c : metrics.classes) {
    if (c.support == 0) lines.push_back(fmt::format("no window of '{}' to judge by", c.name));
  }
  return lines;
}

}  // namespace

std::string_view to_string(Part part) {
  switch (part) {
    case Part::Test:
      return "test";
    case Part::Validation:
      return "validation";
    case Part::Train:
      return "train";
  }
  return "";
}

Evaluation evaluate(const RuntimeModel& model, const RecordingSet& recordings,
                    const EvaluateOptions& options) {
  const SensorContract& contract = model.contract();
  require_a_common_activity(recordings, contract);
  const WindowSet set = cut_as_the_model_wants(recordings, contract);
  const std::vector<std::size_t> chosen = chosen_windows(set, options);
  const std::vector<ClassifiedWindow> classified =
      ParallelClassification(model, set, chosen, options.progress).run(options.threads);

  Evaluation result;
  result.model = model.where();
  result.data_set = recordings.data_set;
  result.split = options.split;
  result.part = options.split == kAll ? kAll : to_string(options.part);
  result.seed = options.seed;
  result.synthetic = contract.synthetic ||
                     std::ranges::any_of(recordings.recordings,
                                         [](const auto& recording) { return recording.synthetic; });
  result.file_bytes = model.file_bytes();
  result.arena_bytes = model.arena_bytes();
  result.metrics = measure(classified, contract.labels, options.seed);
  result.unknown_activities = unknown_activities(recordings, contract);
  result.notes = notes(contract, recordings, options, result.metrics);
  return result;
}

std::string scope(const Evaluation& evaluation) {
  if (evaluation.split == kAll) return "every window";
  return fmt::format("{} split, {} part", evaluation.split, evaluation.part);
}

RandomSplit as_random_split(const Evaluation& evaluation) {
  const Metrics& metrics = evaluation.metrics;
  return {metrics.windows, metrics.accuracy, metrics.balanced_accuracy, metrics.macro_f1};
}

}  // namespace ambulo::evaluation
