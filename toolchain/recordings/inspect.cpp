// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/inspect.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>

#include "toolchain/recordings/sampling_times.h"
#include "toolchain/recordings/turning.h"
#include "toolchain/recordings/units.h"

namespace ambulo::recordings {
namespace {

constexpr std::array<std::string_view, kChannels> kChannelNames = {
    "acceleration x", "acceleration y", "acceleration z", "rotation x", "rotation y", "rotation z"};
constexpr double kStuckS = 1.0;
constexpr std::size_t kSaturatedRun = 3;
// A share of samples; single blows that hit the end of the scale are everyday.
constexpr double kMuchSaturation = 0.01;
constexpr double kRateTolerance = 0.05;
// Public waist recordings reach 0.50 and more, vigorous ones in a pocket -0.37 to 0.99.
constexpr double kDisagreement = -0.45;

// Sorts steps.
double percentile(std::vector<double>& steps, double share) {
  const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(steps.size() - 1));
  std::nth_element(steps.begin(), steps.begin() + rank, steps.end());
  return steps[static_cast<std::size_t>(rank)];
}

double seconds_of(const Recording& recording, const Segment& segment, double step_s) {
  return recording.time_s[segment.end - 1] - recording.time_s[segment.first] + step_s;
}

void inspect_times(const Recording& recording, RecordingInspection& found) {
  const std::vector<double>& time_s = recording.time_s;
  const double step_s = median_step_s(time_s);
  if (step_s <= 0.0) return;
  found.measured_rate_hz = 1.0 / step_s;
  found.seconds = time_s.back() - time_s.front() + step_s;  // the last sample has a step too
  std::vector<double> steps;
  for (std::size_t i = 1; i < time_s.size(); ++i) {
    steps.push_back(time_s[i] - time_s[i - 1]);
    if (steps.back() <= kGapS) continue;
    ++found.gaps;
    found.longest_gap_s = std::max(found.longest_gap_s, steps.back());
  }
  found.step_p5_s = percentile(steps, 0.05);
  found.step_p95_s = percentile(steps, 0.95);
  for (const Segment& segment : recording.segments) {
    found.labelled_seconds += seconds_of(recording, segment, step_s);
  }
}

ChannelInspection inspect_channel(const Recording& recording, std::size_t c) {
  const std::vector<Sample>& samples = recording.samples;
  ChannelInspection found;
  if (samples.empty()) return found;
  const auto [low, high] =
      std::minmax_element(samples.begin(), samples.end(),
                          [c](const Sample& a, const Sample& b) { return a[c] < b[c]; });
  found.lowest = (*low)[c];
  found.highest = (*high)[c];
  for (std::size_t first = 0, end = 0; first < samples.size(); first = end) {
    const float value = samples[first][c];
    for (end = first; end < samples.size() && samples[end][c] == value;) ++end;
    found.longest_constant_s =
        std::max(found.longest_constant_s, recording.time_s[end - 1] - recording.time_s[first]);
    const bool is_extreme = value == found.lowest || value == found.highest;
    if (is_extreme && end - first >= kSaturatedRun && found.lowest < found.highest) {
      found.saturated += end - first;
    }
  }
  return found;
}

std::vector<Problem> problems_of(const RecordingInspection& found) {
  std::vector<Problem> problems;
  const auto note = [&](std::string what) { problems.push_back({std::move(what), found.id}); };
  if (found.gaps > 0) {
    note(fmt::format("{} gaps above {} s, the longest {:.2f} s", found.gaps, kGapS,
                     found.longest_gap_s));
  }
  const double nominal = found.nominal_rate_hz;
  if (nominal > 0.0 && std::abs(found.measured_rate_hz - nominal) > kRateTolerance * nominal) {
    note(fmt::format("measured rate {:.2f} Hz, declared {:.2f} Hz", found.measured_rate_hz,
                     nominal));
  }
  for (std::size_t c = 0; c < kChannels; ++c) {
    const ChannelInspection& channel = found.channels[c];
    if (channel.longest_constant_s > kStuckS) {
      note(fmt::format("{} constant for {:.1f} s: stuck sensor?", kChannelNames[c],
                       channel.longest_constant_s));
    }
    if (static_cast<double>(channel.saturated) >
        kMuchSaturation * static_cast<double>(found.samples)) {
      note(fmt::format("{} at the end of its scale ({:.4g} to {:.4g}) in {} samples",
                       kChannelNames[c], channel.lowest, channel.highest, channel.saturated));
    }
  }
  if (found.has_rotation_agreement && found.rotation_agreement < kDisagreement) {
    note(
        fmt::format("rotation turns against the acceleration (agreement {:.2f}): axes swapped, or "
                    "the sign of one sensor?",
                    found.rotation_agreement));
  }
  return problems;
}

// Recordings that hold the samples of another one, to the bit: counted twice, and a leak if the
// two get into different parts of a split.
class Copies {
 public:
  std::optional<Problem> find(const Recording& recording) {
    const std::string_view bytes(reinterpret_cast<const char*>(recording.samples.data()),
                                 recording.samples.size() * sizeof(Sample));
    if (bytes.empty()) return std::nullopt;
    const auto [first, is_new] = first_.try_emplace(bytes, &recording);
    if (is_new) return std::nullopt;
    return Problem{"the same samples as " + first->second->id, recording.id};
  }

 private:
  std::unordered_map<std::string_view, const Recording*> first_;
};

}  // namespace

RecordingInspection inspect(const Recording& recording) {
  RecordingInspection found;
  found.id = recording.id;
  found.subject = recording.subject;
  found.placement = recording.placement;
  found.samples = recording.samples.size();
  found.segments = recording.segments.size();
  found.synthetic = recording.synthetic;
  found.has_timestamps = recording.has_timestamps;
  found.nominal_rate_hz = recording.nominal_rate_hz;
  found.mean_acceleration_mps2 = mean_acceleration_mps2(recording.samples);
  inspect_times(recording, found);
  for (std::size_t c = 0; c < kChannels; ++c) found.channels[c] = inspect_channel(recording, c);
  if (const auto agreement = rotation_agreement(recording)) {
    found.rotation_agreement = *agreement;
    found.has_rotation_agreement = true;
  }
  return found;
}

Inspection inspect(const RecordingSet& set) {
  Inspection inspection;
  inspection.data_set = set.data_set;
  inspection.quarantined = set.quarantined;
  std::set<std::string> known;
  Copies copies;
  for (const Recording& recording : set.recordings) {
    RecordingInspection found = inspect(recording);
    inspection.synthetic |= found.synthetic;
    if (known.insert(found.subject).second) inspection.subjects.push_back(found.subject);
    ++inspection.placements[found.placement.empty() ? "unknown" : found.placement];
    inspection.seconds += found.seconds;
    inspection.labelled_seconds += found.labelled_seconds;
    const double step_s = found.measured_rate_hz > 0.0 ? 1.0 / found.measured_rate_hz : 0.0;
    for (const Segment& segment : recording.segments) {
      inspection.seconds_by_activity[segment.activity] += seconds_of(recording, segment, step_s);
    }
    for (const auto& problems : {recording.problems, problems_of(found)}) {
      inspection.problems.insert(inspection.problems.end(), problems.begin(), problems.end());
    }
    if (const auto copy = copies.find(recording)) inspection.problems.push_back(*copy);
    inspection.recordings.push_back(std::move(found));
  }
  return inspection;
}

}  // namespace ambulo::recordings
