// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/timeline.h"

#include <algorithm>

namespace ambulo::evaluation {
namespace {

using recordings::Recording;
using recordings::Segment;

double centre(const Decision& decision) {
  return 0.5 * (decision.from_s + decision.to_s);
}

bool knows(const std::vector<std::string>& labels, const std::string& activity) {
  return std::ranges::find(labels, activity) != labels.end();
}

ActivityAgreement& entry_of(Agreement& agreement, const std::string& activity) {
  const auto found =
      std::ranges::find(agreement.activities, activity, &ActivityAgreement::activity);
  if (found != agreement.activities.end()) return *found;
  return agreement.activities.emplace_back(ActivityAgreement{.activity = activity});
}

double overlap_s(const TimeSpan& a, const Bout& b) {
  return std::max(0.0, std::min(a.to_s, b.to_s) - std::max(a.from_s, b.from_s));
}

}  // namespace

std::vector<Bout> merge(std::span<const Decision> decisions,
                        const std::vector<std::string>& labels) {
  std::vector<Bout> bouts;
  std::size_t count = 0;  // decisions in the last bout
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const Decision& now = decisions[i];
    const bool continues = i > 0 && decisions[i - 1].stretch == now.stretch;
    if (continues && decisions[i - 1].label == now.label) {
      bouts.back().to_s = now.to_s;
      bouts.back().confidence += now.confidence;
      ++count;
      continue;
    }
    if (!bouts.empty()) bouts.back().confidence /= static_cast<double>(count);
    double from_s = now.from_s;
    if (continues) {
      from_s = 0.5 * (centre(decisions[i - 1]) + centre(now));
      bouts.back().to_s = from_s;
    }
    bouts.push_back({from_s, now.to_s, labels[now.label], now.confidence});
    count = 1;
  }
  if (!bouts.empty()) bouts.back().confidence /= static_cast<double>(count);
  return bouts;
}

std::optional<Agreement> agreement(std::span<const Bout> bouts, const Recording& recording,
                                   const std::vector<std::string>& labels) {
  if (recording.segments.empty()) return std::nullopt;
  Agreement result;
  for (const Segment& segment : recording.segments) {
    const TimeSpan span = time_span(recording, segment);
    double covered_s = 0.0, agreeing_s = 0.0;
    for (const Bout& bout : bouts) {
      const double both_s = overlap_s(span, bout);
      covered_s += both_s;
      if (bout.activity == segment.activity) agreeing_s += both_s;
    }
    if (!knows(labels, segment.activity)) {
      result.unknown_s += covered_s;
      continue;
    }
    result.labelled_s += covered_s;
    result.agreeing_s += agreeing_s;
    ActivityAgreement& entry = entry_of(result, segment.activity);
    entry.labelled_s += covered_s;
    entry.agreeing_s += agreeing_s;
  }
  return result;
}

TimeSpan time_span(const Recording& recording, const Segment& segment) {
  const std::vector<double>& time_s = recording.time_s;
  const double from_s = time_s[segment.first];
  if (segment.end < time_s.size()) return {from_s, time_s[segment.end]};
  const auto intervals = static_cast<double>(std::max<std::size_t>(time_s.size(), 2) - 1);
  return {from_s, time_s.back() + (time_s.back() - time_s.front()) / intervals};
}

}  // namespace ambulo::evaluation
