// SPDX-License-Identifier: Apache-2.0
// From decisions about single windows to a timeline of a recording, and its agreement with labels.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "toolchain/recordings/recording.h"

namespace ambulo::evaluation {

// Times are seconds on the recording's own clock.
struct Decision {
  double from_s = 0.0, to_s = 0.0;  // the samples that were looked at
  std::size_t stretch = 0;          // number of the gap-free part of the recording they lie in
  std::size_t label = 0;            // index into the labels of the contract
  float confidence = 0.0f;          // its probability, after smoothing
};

// A bout of activity: equal decisions in a row. Bouts do not overlap: between two activities the
// change is put half way between the centres of the two windows.
struct Bout {
  double from_s = 0.0, to_s = 0.0;
  std::string activity;
  double confidence = 0.0;  // mean over its decisions
};

struct ActivityAgreement {
  std::string activity;
  double labelled_s = 0.0, agreeing_s = 0.0;
};

// Labels against bouts, in seconds; labels outside every bout (too short, in a gap) do not count.
struct Agreement {
  double labelled_s = 0.0, agreeing_s = 0.0;  // of activities that the model knows
  double unknown_s = 0.0;                     // labelled with something that it does not know
  std::vector<ActivityAgreement> activities;  // as labelled, in order of appearance
  double share() const { return labelled_s > 0.0 ? agreeing_s / labelled_s : 0.0; }
};

// REQUIRES decisions in order of time.
std::vector<Bout> merge(std::span<const Decision> decisions,
                        const std::vector<std::string>& labels);

// Absent when the recording carries no labels.
std::optional<Agreement> agreement(std::span<const Bout> bouts,
                                   const recordings::Recording& recording,
                                   const std::vector<std::string>& labels);

// From the time of a segment's first sample to that of the sample behind its last. At the end of
// the recording that is one mean interval after its last sample. REQUIRES a segment inside the
// recording.
struct TimeSpan {
  double from_s = 0.0, to_s = 0.0;
};
TimeSpan time_span(const recordings::Recording& recording, const recordings::Segment& segment);

}  // namespace ambulo::evaluation
