// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "toolchain/recordings/activity.h"
#include "toolchain/recordings/inspect.h"

namespace ambulo::recordings {
namespace {

constexpr std::size_t kShownProblems = 20;
constexpr std::size_t kWidth = 100;

// At most width bytes, cut with "..." at the end or, for paths, at the start.
std::string cut(const std::string& text, std::size_t width) {
  return text.size() <= width ? text : text.substr(0, width - 3) + "...";
}
std::string cut_front(const std::string& text, std::size_t width) {
  return text.size() <= width ? text : "..." + text.substr(text.size() - width + 3);
}

std::string clock(double seconds) {
  const auto whole = static_cast<long long>(seconds + 0.5);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string activities_to_text(const Inspection& inspection) {
  // The basic six first, in their order.
  std::vector<std::string> names;
  for (const std::string_view basic : kBasicActivities) {
    if (inspection.seconds_by_activity.contains(std::string(basic))) names.emplace_back(basic);
  }
  for (const auto& [activity, seconds] : inspection.seconds_by_activity) {
    if (std::find(names.begin(), names.end(), activity) == names.end()) names.push_back(activity);
  }
  std::string text = fmt::format("\n{:<24} {:>10} {:>6}\n", "activity", "seconds", "share");
  for (const std::string& name : names) {
    const double seconds = inspection.seconds_by_activity.at(name);
    text += fmt::format("{:<24} {:>10.2f} {:>5.1f}%\n", cut(name, 24), seconds,
                        100.0 * seconds / std::max(inspection.seconds, 1e-9));
  }
  const double unlabelled = std::max(inspection.seconds - inspection.labelled_seconds, 0.0);
  text += fmt::format("{:<24} {:>10.2f} {:>5.1f}%\n", "(no label)", unlabelled,
                      100.0 * unlabelled / std::max(inspection.seconds, 1e-9));
  return text;
}

std::string recordings_to_text(const Inspection& inspection) {
  std::string text = fmt::format("\n{:<24} {:>7} {:>9} {:>8} {:>15} {:>5} {:>8} {:>7} {:>7}\n",
                                 "recording", "subject", "seconds", "rate Hz", "step ms p5-p95",
                                 "gaps", "|acc|", "acc max", "gyr max");
  for (const RecordingInspection& r : inspection.recordings) {
    float acceleration = 0.0f, rotation = 0.0f;
    for (std::size_t c = 0; c < kChannels; ++c) {
      float& largest = c < 3 ? acceleration : rotation;
      largest =
          std::max({largest, std::abs(r.channels[c].lowest), std::abs(r.channels[c].highest)});
    }
    const std::string steps =
        r.has_timestamps ? fmt::format("{:.1f}-{:.1f}", 1e3 * r.step_p5_s, 1e3 * r.step_p95_s)
                         : "counted";
    text += fmt::format("{:<24} {:>7} {:>9.2f} {:>8.2f} {:>15} {:>5} {:>8.3f} {:>7.2f} {:>7.2f}\n",
                        cut_front(r.id, 24), cut(r.subject, 7), r.seconds, r.measured_rate_hz,
                        steps, r.gaps, r.mean_acceleration_mps2, acceleration, rotation);
  }
  return text +
         "seconds and Hz as measured; |acc|: mean, m/s2; acc max in m/s2, gyr max in rad/s\n";
}

template <typename Items, typename Line>
std::string list(const Items& items, std::string_view title, Line line) {
  if (items.empty()) return fmt::format("\n{}: none\n", title);
  std::string text = fmt::format("\n{}: {}\n", title, items.size());
  for (std::size_t i = 0; i < std::min(items.size(), kShownProblems); ++i) {
    const auto [where, what] = line(items[i]);
    text += fmt::format("  {}\n    {}\n", cut_front(where, kWidth - 2), cut(what, kWidth - 4));
  }
  if (items.size() > kShownProblems) {
    text += fmt::format("  and {} more (--json lists all)\n", items.size() - kShownProblems);
  }
  return text;
}

}  // namespace

std::string to_text(const Inspection& inspection) {
  std::string placements;
  for (const auto& [placement, count] : inspection.placements) {
    placements += (placements.empty() ? "" : ", ") + placement;
  }
  std::string text =
      fmt::format("{}: {} recordings of {} subjects, {} (h:m:s), worn: {}\n",
                  cut(inspection.data_set, 24), inspection.recordings.size(),
                  inspection.subjects.size(), clock(inspection.seconds), cut(placements, 24));
  if (inspection.synthetic) text += "SYNTHETIC: made by a simulator, says nothing about people\n";
  text += activities_to_text(inspection);
  text += recordings_to_text(inspection);
  text += list(inspection.problems, "problems",
               [](const Problem& p) { return std::pair(p.where, p.what); });
  text += list(inspection.quarantined, "left out",
               [](const Quarantined& q) { return std::pair(q.path, q.reason); });
  return text;
}

}  // namespace ambulo::recordings
