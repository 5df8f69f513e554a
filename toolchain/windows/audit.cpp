// SPDX-License-Identifier: Apache-2.0
// Three independent looks at a split: names of subjects, names of recordings, and every raw sample
// that a window covers. The last does not trust the protocols at all.
#include <fmt/format.h>

#include <array>
#include <bit>
#include <map>

#include "toolchain/windows/windows.h"

namespace ambulo::windows {
namespace {

// One bit per part: 1 train, 2 validation, 4 test.
using Parts = std::uint8_t;

bool shared(Parts parts) {
  return std::popcount(parts) > 1;
}

std::string named(Parts parts) {
  constexpr std::array<std::string_view, 3> kNames = {"train", "validation", "test"};
  std::string text;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if ((parts >> i & 1) == 0) continue;
    if (!text.empty()) text += " and ";
    text += kNames[i];
  }
  return text;
}

// Which parts hold each subject, each recording and each sample of each track.
struct Occupancy {
  std::map<std::string, Parts> subjects;
  std::map<std::string, Parts> recordings;
  std::vector<std::vector<Parts>> samples;
};

void occupy(const WindowSet& set, const std::vector<std::size_t>& windows, Parts part,
            Occupancy& seen) {
  for (const std::size_t index : windows) {
    const Window& window = set.windows[index];
    const Track& track = set.tracks[window.track];
    seen.subjects[track.subject] |= part;
    seen.recordings[track.data_set + "/" + track.recording] |= part;
    std::vector<Parts>& samples = seen.samples[window.track];
    samples.resize(track.samples.size());
    for (std::size_t i = 0; i < set.spec.length; ++i) samples[window.first + i] |= part;
  }
}

std::size_t report(const std::map<std::string, Parts>& seen, std::string_view what,
                   std::vector<std::string>& leaks) {
  std::size_t count = 0;
  for (const auto& [name, parts] : seen) {
    if (!shared(parts)) continue;
    ++count;
    leaks.push_back(fmt::format("{} {} is in {}", what, name, named(parts)));
  }
  return count;
}

}  // namespace

Audit audit(const WindowSet& set, const Split& split) {
  Occupancy seen;
  seen.samples.resize(set.tracks.size());
  occupy(set, split.train, 1, seen);
  occupy(set, split.validation, 2, seen);
  occupy(set, split.test, 4, seen);

  Audit audit;
  audit.shared_subjects = report(seen.subjects, "subject", audit.leaks);
  audit.shared_recordings = report(seen.recordings, "recording", audit.leaks);
  for (std::size_t i = 0; i < set.tracks.size(); ++i) {
    std::size_t count = 0;
    Parts parts = 0;
    for (const Parts sample : seen.samples[i]) {
      if (!shared(sample)) continue;
      ++count;
      parts |= sample;
    }
    if (count == 0) continue;
    audit.shared_samples += count;
    audit.leaks.push_back(fmt::format("{} samples of recording {} are in windows of {}", count,
                                      set.tracks[i].recording, named(parts)));
  }
  return audit;
}

}  // namespace ambulo::windows
