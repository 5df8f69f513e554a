// SPDX-License-Identifier: Apache-2.0
// Windows cut from recordings that were brought to one uniform rate. The product of the windows
// stage. Windows are positions in tracks, not copies: a set of N windows costs its tracks once,
// and whoever shifts or warps a window can look at what lies beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "toolchain/recordings/recording.h"

namespace ambulo::windows {

using recordings::Sample;
using recordings::Segment;

// How recordings become windows. The defaults are those of the published system.
struct WindowSpec {
  double sample_rate_hz = 50.0;
  std::size_t length = 128;  // samples
  std::size_t hop = 64;      // samples
  double purity = 1.0;       // least share of a window with its label; 1: wholly inside a segment
  double max_gap_s = 0.1;    // a longer pause between two samples is a gap
  std::vector<std::string> activities;  // labels in output order; others are left out
  bool operator==(const WindowSpec&) const = default;
};

// A recording at the uniform rate. gap[i] != 0 where no real sample lies near enough: the value
// there is interpolated, no window may hold it, and filters start anew after it.
struct Track {
  std::string data_set, recording, subject, placement;
  bool synthetic = false;
  double start_s = 0.0;           // time of sample 0 on the recording's own clock
  std::vector<Sample> samples;    // T x 6
  std::vector<std::uint8_t> gap;  // T
  std::vector<Segment> segments;  // positions at the uniform rate
};

struct Window {
  std::uint32_t track = 0;          // index into WindowSet::tracks
  std::uint32_t first = 0;          // first sample in the track; covers first .. first+length-1
  std::uint32_t label = 0;          // index into WindowSpec::activities
  std::uint32_t segment_first = 0;  // the labelled run that it was cut from; windows may be
  std::uint32_t segment_end = 0;    // shifted inside it without a change of label
};

struct WindowSet {
  WindowSpec spec;
  std::vector<Track> tracks;
  std::vector<Window> windows;
};

// Indices into WindowSet::windows, each ascending.
struct Split {
  std::string name;  // "official", "groups:10/3"
  std::vector<std::size_t> train, validation, test;
};

}  // namespace ambulo::windows
