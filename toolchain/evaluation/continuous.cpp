// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/continuous.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "toolchain/core/error.h"
#include "toolchain/evaluation/whole_track.h"

namespace ambulo::evaluation {
namespace {

using recordings::Recording;

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// Of one recording: the labelled segment that holds each window and its label, or kNone.
struct Truth {
  std::vector<std::size_t> segment, label;
};

Truth truth_of(const WholeTrack& whole, const windows::SensorContract& contract) {
  Truth truth;
  const windows::Track& track = whole.set.tracks.front();
  for (const windows::Window& window : whole.set.windows) {
    std::size_t segment = kNone, label = kNone;
    for (std::size_t s = 0; s < track.segments.size(); ++s) {
      const auto& candidate = track.segments[s];
      if (window.first < candidate.first || window.first + contract.window > candidate.end) {
        continue;
      }
      const auto known = std::ranges::find(contract.labels, candidate.activity);
      if (known == contract.labels.end()) continue;
      segment = s;
      label = static_cast<std::size_t>(known - contract.labels.begin());
    }
    truth.segment.push_back(segment);
    truth.label.push_back(label);
  }
  return truth;
}

struct Sums {
  std::vector<ClassifiedWindow> windows;
  std::size_t switches = 0;
};

void add(const Recording& recording, const Probabilities& probabilities, const Truth& truth,
         Sums& sums) {
  std::size_t last_segment = kNone, last_decision = kNone;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    if (truth.segment[i] == kNone) continue;
    sums.windows.push_back({truth.label[i], probabilities[i], recording.subject});
    const std::size_t decision = sums.windows.back().predicted();
    if (truth.segment[i] == last_segment && decision != last_decision) ++sums.switches;
    last_segment = truth.segment[i];
    last_decision = decision;
  }
}

bool lasts_one_window(const Recording& recording, const windows::SensorContract& contract) {
  return !recording.time_s.empty() &&
         (recording.time_s.back() - recording.time_s.front()) * contract.sample_rate_hz + 1.0 >=
             contract.window;
}

}  // namespace

std::vector<ContinuousScore> evaluate_continuous(const RuntimeModel& model,
                                                 const recordings::RecordingSet& recordings,
                                                 const EvaluateOptions& options,
                                                 std::span<const Smoothing> smoothings) {
  const windows::SensorContract& contract = model.contract();
  const std::set<std::string> people = people_of(model, recordings, options);
  std::vector<Sums> sums(smoothings.size());
  std::size_t done = 0;
  for (const Recording& recording : recordings.recordings) {
    if (interrupted()) throw Error(ErrorKind::Interrupted, "stopped while recordings were scored");
    if (options.progress) {
      options.progress({"scoring recordings", ++done, recordings.recordings.size(), {}});
    }
    if (!people.contains(recording.subject) || !lasts_one_window(recording, contract)) continue;
    const WholeTrack whole = whole_track(recording, contract);
    const Truth truth = truth_of(whole, contract);
    const Probabilities probabilities = probabilities_of(model, whole);
    for (std::size_t s = 0; s < smoothings.size(); ++s) {
      add(recording, smooth(probabilities, whole.stretches, smoothings[s]), truth, sums[s]);
    }
  }
  if (sums.empty() || sums.front().windows.empty()) {
    throw Error(ErrorKind::BadInput,
                "no window of a whole recording lies inside a labelled segment",
                recordings.data_set, "continuous scoring needs segments longer than a window");
  }
  std::vector<ContinuousScore> scores;
  const double hours = static_cast<double>(sums.front().windows.size()) * contract.hop /
                       contract.sample_rate_hz / 3600.0;
  for (std::size_t s = 0; s < smoothings.size(); ++s) {
    scores.push_back({smoothings[s], measure(sums[s].windows, contract.labels, options.seed),
                      static_cast<double>(sums[s].switches) / hours});
  }
  return scores;
}

}  // namespace ambulo::evaluation
