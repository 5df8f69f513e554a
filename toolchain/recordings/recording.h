// SPDX-License-Identifier: Apache-2.0
// A recording: one person, one device, one continuous run of accelerometer and gyroscope samples
// with labelled segments. The product of the recordings and simulation stages.
//
// Conventions, whatever the file used: acceleration with gravity in m/s2, rotation in rad/s,
// right-handed axes, and the Android sign (a device at rest reads +9.81 on the axis that points
// up). What the file used is kept in `found`.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace ambulo::recordings {

inline constexpr double kStandardGravityMps2 = 9.80665;
inline constexpr std::size_t kChannels = 6;

// ax ay az (m/s2), gx gy gz (rad/s)
using Sample = std::array<float, kChannels>;

// Samples first .. end-1 carry this activity. Segments of a recording do not overlap and ascend.
struct Segment {
  std::size_t first = 0;
  std::size_t end = 0;
  std::string activity;  // snake_case, see activity.h
};

// Something that was put right, or that a person should look at; where names file and row.
struct Problem {
  std::string what;
  std::string where;
};

struct UnitsAsFound {
  std::string acceleration;  // "g", "m/s2"
  std::string rotation;      // "rad/s", "deg/s"
  std::string sign;          // "android", "ios"
};

struct Recording {
  std::string data_set;   // "hapt", "csv", "simulation", ...
  std::string id;         // unique within the set: "exp01_user01"
  std::string subject;    // who carried the device
  std::string placement;  // "waist", "front_pocket", "" when not known
  bool synthetic = false;
  double nominal_rate_hz = 0.0;  // as declared by the source
  bool has_timestamps = false;   // false: time_s was counted out at the nominal rate
  std::vector<double> time_s;    // strictly ascending, one per sample
  std::vector<Sample> samples;
  std::vector<Segment> segments;  // empty when the source has no labels
  UnitsAsFound found;
  std::vector<Problem> problems;  // repairs made and oddities seen, never fatal
};

// A file that could not be used, with the reason; the rest of its set goes on.
struct Quarantined {
  std::string path;
  std::string reason;
};

struct RecordingSet {
  std::string data_set;
  std::vector<Recording> recordings;  // ordered by subject, then id (numbers as numbers)
  std::vector<Quarantined> quarantined;
  std::size_t bytes_read = 0;  // of text parsed, for throughput
};

}  // namespace ambulo::recordings
