// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/evaluate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/evaluation/batch.h"
#include "toolchain/evaluation/contract_check.h"
#include "toolchain/evaluation/timeline.h"
#include "toolchain/windows/windows.h"

namespace ambulo::evaluation {
namespace {

using recordings::RecordingSet;
using windows::SensorContract;
using windows::WindowSet;

constexpr std::string_view kAll = "all";

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

std::vector<ClassifiedWindow> classified(const RuntimeModel& model, const WindowSet& set,
                                         std::span<const std::size_t> chosen,
                                         const EvaluateOptions& options) {
  const std::vector<float> probabilities = classify_windows(
      model, set, chosen, {.threads = options.threads, .progress = options.progress});
  const std::size_t labels = model.contract().labels.size();
  std::vector<ClassifiedWindow> result(chosen.size());
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const windows::Window& window = set.windows[chosen[i]];
    const float* row = probabilities.data() + i * labels;
    result[i].label = window.label;
    result[i].subject = set.tracks[window.track].subject;
    result[i].probabilities.assign(row, row + labels);
  }
  return result;
}

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
  require_a_common_activity(recordings, model.contract());
  const WindowSet set = windows::cut(recordings.recordings, windows::spec_of(model.contract()));
  return evaluate(model, recordings, set, options);
}

Evaluation evaluate(const RuntimeModel& model, const RecordingSet& recordings, const WindowSet& set,
                    const EvaluateOptions& options) {
  const SensorContract& contract = model.contract();
  const std::vector<std::size_t> chosen = chosen_windows(set, options);

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
  result.repacked_weight_bytes = model.repacked_weight_bytes();
  result.metrics = measure(classified(model, set, chosen, options), contract.labels, options.seed);
  result.unknown_activities = unknown_activities(recordings, contract);
  result.notes = notes(contract, recordings, options, result.metrics);
  return result;
}

std::set<std::string> people_of(const RuntimeModel& model, const RecordingSet& recordings,
                                const EvaluateOptions& options) {
  require_a_common_activity(recordings, model.contract());
  const WindowSet set = windows::cut(recordings.recordings, windows::spec_of(model.contract()));
  std::set<std::string> people;
  for (const std::size_t i : chosen_windows(set, options)) {
    people.insert(set.tracks[set.windows[i].track].subject);
  }
  return people;
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
