// SPDX-License-Identifier: Apache-2.0
// What a set of recordings holds and what is odd about it, as figures, JSON and text.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "toolchain/recordings/recording.h"

namespace ambulo::recordings {

// Of one channel; runs are stretches of samples that are equal to the bit.
struct ChannelInspection {
  float lowest = 0.0f, highest = 0.0f;
  double longest_constant_s = 0.0;
  // Samples in runs of three and more at the lowest or highest value: the sensor's end of scale.
  std::size_t saturated = 0;
};

struct RecordingInspection {
  std::string id, subject, placement;
  std::size_t samples = 0, segments = 0;
  double seconds = 0.0, labelled_seconds = 0.0;
  bool synthetic = false;
  bool has_timestamps = false;
  double nominal_rate_hz = 0.0, measured_rate_hz = 0.0;  // the latter by the median step
  double step_p5_s = 0.0, step_p95_s = 0.0;              // jitter
  std::size_t gaps = 0;                                  // steps longer than kGapS
  double longest_gap_s = 0.0;
  double mean_acceleration_mps2 = 0.0;
  // How well the gyroscope tells the turning of gravity: 1 in full, 0 not at all, below 0 against
  // it (axes swapped or a sign wrong). Only counted where the device turned slowly enough.
  double rotation_agreement = 0.0;
  bool has_rotation_agreement = false;  // false: it hardly turned
  std::array<ChannelInspection, kChannels> channels;
};

inline constexpr double kGapS = 0.1;

struct Inspection {
  std::string data_set;
  bool synthetic = false;                         // any of it
  std::vector<std::string> subjects;              // in the order of the recordings
  std::map<std::string, std::size_t> placements;  // recordings each
  double seconds = 0.0, labelled_seconds = 0.0;
  std::map<std::string, double> seconds_by_activity;
  std::vector<RecordingInspection> recordings;
  std::vector<Problem> problems;  // of the import, and those found here
  std::vector<Quarantined> quarantined;
};

Inspection inspect(const RecordingSet& set);
RecordingInspection inspect(const Recording& recording);

// Keys: data_set, synthetic, subjects, recordings, seconds, labelled_seconds, seconds_by_activity,
// placements, problems, quarantined.
nlohmann::ordered_json to_json(const Inspection& inspection);
// Aligned columns, at most 100 wide; of many problems of one kind some are shown, and the count.
std::string to_text(const Inspection& inspection);

}  // namespace ambulo::recordings
