// SPDX-License-Identifier: Apache-2.0
// Entry of the windows stage: resample, cut, split, audit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/windows/sensor_contract.h"
#include "toolchain/windows/window_set.h"

namespace ambulo::windows {

// Linear interpolation of the samples at their own times onto start + i / rate; gaps are masked
// (window_set.h). A recording without timestamps at the wanted rate is passed through unchanged,
// bit for bit.
Track resample(const recordings::Recording& recording, double sample_rate_hz, double max_gap_s);

// Windows of every segment whose activity is in spec.activities, in order of recording and time.
// With purity 1 they start at the segment's first sample and step by hop while they end inside it
// (both ends included); with less, windows step over the whole track and take the activity that
// covers at least that share of their samples. Throws Error(BadInput) when no window results.
WindowSet cut(const std::vector<recordings::Recording>& recordings, const WindowSpec& spec);

// The windows that a model wants: rate, length, hop and labels of its contract.
WindowSpec spec_of(const SensorContract& contract);

// The activities of a set: the six basic ones that occur, in their order, then others by name;
// transitions only when asked for.
std::vector<std::string> activities_of(const std::vector<recordings::Recording>& recordings,
                                       bool with_transitions = false);

// Evaluation protocols by name; one Split per fold:
//   official   HAPT and UCI HAR: test subjects 2 4 9 10 12 13 18 20 24; validation = every fifth
//              of the sorted training subjects (7 16 23 29)
//   paper      20 subjects drawn with the seed: 14 train (3 of them for validation), 6 test; of
//              fewer than 20 subjects 30 % test
//   groups:K   K folds over subjects shuffled with the seed; test = one group, validation = a
//              fifth of the remaining subjects
//   loso       leave one subject out: groups with one subject each
//   cv:K       to choose by, never to quote: K folds over the official split's training subjects
//              (of other data: over all); validation = one group, nothing is left for a test
//   random     NOT subject-disjoint: windows shuffled with the seed into parts of the size that
//              the official (or paper) split would have; only to show how it inflates accuracy
// Throws Error: Usage for an unknown name, BadInput when the subjects do not fit the protocol.
std::vector<Split> split(const WindowSet& set, std::string_view protocol, std::uint64_t seed);

// One fold by its full name: PROTOCOL[/FOLD][@SEED], such as "official", "groups:10/3", "loso/17",
// "paper@7"; it becomes Split::name. Throws Error(Usage) when the protocol has several folds and
// none is named.
inline constexpr std::uint64_t kDefaultSplitSeed = 1;
Split named_split(const WindowSet& set, std::string_view name);
// Every fold of PROTOCOL[@SEED], each with a name that named_split takes; of a name with a fold, or
// a protocol that has but one, that one.
std::vector<Split> named_splits(const WindowSet& set, std::string_view name);

// Proof that parts are apart: no subject, no recording and no raw sample lies in two parts.
struct Audit {
  std::vector<std::string> leaks;  // one line per finding: what is shared by which parts
  std::size_t shared_subjects = 0, shared_recordings = 0, shared_samples = 0;
  bool clean() const { return leaks.empty(); }
};
Audit audit(const WindowSet& set, const Split& split);

}  // namespace ambulo::windows
