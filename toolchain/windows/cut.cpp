// SPDX-License-Identifier: Apache-2.0
// The cutting rules of windows.h. A gap ends a labelled run; the next run starts after it, with
// its own first window.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "toolchain/core/error.h"
#include "toolchain/recordings/activity.h"
#include "toolchain/windows/runs.h"
#include "toolchain/windows/windows.h"

namespace ambulo::windows {
namespace {

using recordings::Recording;

// A gap-free stretch of one activity.
struct LabelledRun {
  std::size_t first = 0, end = 0;
  std::uint32_t label = 0;
};

void check(const WindowSpec& spec) {
  const auto refuse = [](const char* what, const char* where) {
    throw Error(ErrorKind::Usage, what, where);
  };
  if (spec.length == 0) refuse("a window needs at least one sample", "length");
  if (spec.hop == 0) refuse("windows must advance by at least one sample", "hop");
  if (!(spec.purity > 0.0 && spec.purity <= 1.0)) refuse("must be above 0 and at most 1", "purity");
  if (!(spec.max_gap_s > 0.0)) refuse("must be above 0", "max_gap_s");
  if (spec.activities.empty()) refuse("no activity to cut windows of", "activities");
}

std::optional<std::uint32_t> label_of(const WindowSpec& spec, const std::string& activity) {
  const auto found = std::find(spec.activities.begin(), spec.activities.end(), activity);
  if (found == spec.activities.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - spec.activities.begin());
}

std::vector<LabelledRun> labelled_runs(const Track& track, const WindowSpec& spec) {
  std::vector<LabelledRun> runs;
  for (const Segment& segment : track.segments) {
    const std::optional<std::uint32_t> label = label_of(spec, segment.activity);
    if (!label) continue;
    for (const Run& run : gap_free_runs(track, segment.first, segment.end)) {
      runs.push_back({run.first, run.end, *label});
    }
  }
  return runs;
}

Window window_at(std::uint32_t track, std::size_t first, const LabelledRun& run) {
  return {track, static_cast<std::uint32_t>(first), run.label,
          static_cast<std::uint32_t>(run.first), static_cast<std::uint32_t>(run.end)};
}

void cut_inside_runs(const std::vector<LabelledRun>& runs, std::uint32_t track, WindowSet& set) {
  for (const LabelledRun& run : runs) {
    for (std::size_t first = run.first; first + set.spec.length <= run.end; first += set.spec.hop) {
      set.windows.push_back(window_at(track, first, run));
    }
  }
}

// The activity that covers most of first .. end-1, if that is the wanted share. The run of the
// result is a whole labelled run when it holds the window, otherwise just the window: moving it
// could change its label.
std::optional<LabelledRun> majority(const std::vector<LabelledRun>& runs, std::size_t first,
                                    std::size_t end, const WindowSpec& spec) {
  std::vector<std::size_t> covered(spec.activities.size(), 0);
  for (const LabelledRun& run : runs) {
    const std::size_t from = std::max(first, run.first), to = std::min(end, run.end);
    if (from >= to) continue;
    covered[run.label] += to - from;
    if (to - from == end - first) return run;
  }
  const auto most = std::max_element(covered.begin(), covered.end());
  if (static_cast<double>(*most) < spec.purity * static_cast<double>(end - first)) {
    return std::nullopt;
  }
  return LabelledRun{first, end, static_cast<std::uint32_t>(most - covered.begin())};
}

void cut_by_majority(const Track& track, const std::vector<LabelledRun>& runs, std::uint32_t index,
                     WindowSet& set) {
  const std::size_t length = set.spec.length;
  for (std::size_t first = 0; first + length <= track.samples.size(); first += set.spec.hop) {
    const auto begin = track.gap.begin() + static_cast<std::ptrdiff_t>(first);
    if (std::find_if(begin, begin + static_cast<std::ptrdiff_t>(length), [](std::uint8_t gap) {
          return gap != 0;
        }) != begin + static_cast<std::ptrdiff_t>(length)) {
      continue;
    }
    const std::optional<LabelledRun> run = majority(runs, first, first + length, set.spec);
    if (run) set.windows.push_back(window_at(index, first, *run));
  }
}

[[noreturn]] void fail_without_windows(const std::vector<Recording>& recordings,
                                       const WindowSpec& spec) {
  std::set<std::string> found;
  for (const Recording& recording : recordings) {
    for (const Segment& segment : recording.segments) found.insert(segment.activity);
  }
  throw Error(
      ErrorKind::BadInput,
      fmt::format("no window of {} samples at {} Hz could be cut", spec.length,
                  spec.sample_rate_hz),
      fmt::format("{} recordings labelled {}", recordings.size(),
                  found.empty() ? "with nothing" : fmt::format("{}", fmt::join(found, ", "))),
      fmt::format("wanted are {}, long enough and without gaps over {} s",
                  fmt::join(spec.activities, ", "), spec.max_gap_s));
}

}  // namespace

WindowSet cut(const std::vector<Recording>& recordings, const WindowSpec& spec) {
  check(spec);
  WindowSet set;
  set.spec = spec;
  set.tracks.reserve(recordings.size());
  for (const Recording& recording : recordings) {
    const auto index = static_cast<std::uint32_t>(set.tracks.size());
    const Track& track =
        set.tracks.emplace_back(resample(recording, spec.sample_rate_hz, spec.max_gap_s));
    if (track.samples.size() > std::numeric_limits<std::uint32_t>::max()) {
      throw Error(ErrorKind::Unsupported, "more than 2^32 samples in one recording", recording.id,
                  "split the file");
    }
    const std::vector<LabelledRun> runs = labelled_runs(track, spec);
    if (spec.purity == 1.0) {
      cut_inside_runs(runs, index, set);
    } else {
      cut_by_majority(track, runs, index, set);
    }
  }
  if (set.windows.empty()) fail_without_windows(recordings, spec);
  return set;
}

WindowSpec spec_of(const SensorContract& contract) {
  WindowSpec spec;
  spec.sample_rate_hz = static_cast<double>(contract.sample_rate_hz);
  spec.length = contract.window;
  spec.hop = contract.hop;
  spec.activities = contract.labels;
  return spec;
}

std::vector<std::string> activities_of(const std::vector<Recording>& recordings,
                                       bool with_transitions) {
  std::set<std::string> found;
  for (const Recording& recording : recordings) {
    for (const Segment& segment : recording.segments) {
      if (with_transitions || !recordings::is_transition(segment.activity)) {
        found.insert(segment.activity);
      }
    }
  }
  std::vector<std::string> activities;
  for (const std::string_view basic : recordings::kBasicActivities) {
    if (const auto at = found.find(std::string(basic)); at != found.end()) {
      activities.push_back(*at);
      found.erase(at);
    }
  }
  activities.insert(activities.end(), found.begin(), found.end());
  return activities;
}

}  // namespace ambulo::windows
