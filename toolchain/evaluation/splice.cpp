// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/splice.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "toolchain/core/random.h"

namespace ambulo::evaluation {
namespace {

using recordings::Recording;
using recordings::Segment;

// Samples first .. end-1, their times moved so that the first comes at start_s.
void append(const Recording& from, std::size_t first, std::size_t end, double start_s,
            Recording& to) {
  for (std::size_t i = first; i < end; ++i) {
    to.time_s.push_back(start_s + (from.time_s[i] - from.time_s[first]));
    to.samples.push_back(from.samples[i]);
  }
}

double mean_interval_s(const Recording& recording) {
  const auto intervals = std::max<std::size_t>(recording.time_s.size(), 2) - 1;
  return (recording.time_s.back() - recording.time_s.front()) / static_cast<double>(intervals);
}

Recording spliced_segment(const Recording& recording, std::size_t number, std::size_t history,
                          Random random) {
  const Segment& segment = recording.segments[number];
  Recording result = recording;
  result.id = fmt::format("{}/segment_{}", recording.id, number + 1);
  result.time_s.clear();
  result.samples.clear();
  history = std::min(history, recording.samples.size());
  const std::size_t first = random.below(recording.samples.size() - history + 1);
  const double start_s = recording.time_s.front();
  append(recording, first, first + history, start_s, result);
  const double next_s = history == 0 ? start_s : result.time_s.back() + mean_interval_s(recording);
  append(recording, segment.first, segment.end, next_s, result);
  result.segments = {{history, result.samples.size(), segment.activity}};
  return result;
}

}  // namespace

recordings::RecordingSet spliced(const recordings::RecordingSet& set, std::uint64_t seed,
                                 double history_s) {
  recordings::RecordingSet result = set;
  result.recordings.clear();
  for (std::size_t r = 0; r < set.recordings.size(); ++r) {
    const Recording& recording = set.recordings[r];
    if (recording.samples.empty()) continue;
    const double interval_s = mean_interval_s(recording);
    const auto history =
        interval_s > 0.0 ? static_cast<std::size_t>(history_s / interval_s) : std::size_t{0};
    for (std::size_t s = 0; s < recording.segments.size(); ++s) {
      result.recordings.push_back(spliced_segment(recording, s, history, Random(seed, {r, s})));
    }
  }
  return result;
}

}  // namespace ambulo::evaluation
