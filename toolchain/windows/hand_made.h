// SPDX-License-Identifier: Apache-2.0
// Small recordings for the tests of this folder: sample i of recording r is told from any other.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "toolchain/windows/windows.h"

namespace ambulo::windows::hand_made {

inline Sample sample(std::size_t seed, std::size_t i) {
  Sample value;
  for (std::size_t c = 0; c < value.size(); ++c) {
    value[c] = static_cast<float>((seed * 7919 + i * 104729 + c * 1299709) % 1000) / 500.0f - 1.0f;
  }
  return value;
}

// Without timestamps at 50 Hz, one segment after the other with 10 unlabelled samples before each.
inline recordings::Recording recording(
    const std::string& subject, const std::string& id,
    const std::vector<std::pair<std::string, std::size_t>>& activities) {
  recordings::Recording made;
  made.data_set = "hapt";
  made.subject = subject;
  made.id = id;
  made.placement = "waist";
  made.nominal_rate_hz = 50.0;
  for (const auto& [activity, count] : activities) {
    const std::size_t first = made.samples.size() + 10;
    for (std::size_t i = 0; i < count + 10; ++i) {
      made.time_s.push_back(static_cast<double>(made.samples.size()) / 50.0);
      made.samples.push_back(sample(std::hash<std::string>{}(id) % 997, made.samples.size()));
    }
    made.segments.push_back({first, first + count, activity});
  }
  return made;
}

// count subjects "1", "2", ... with two recordings and twelve windows each.
inline WindowSet people(std::size_t count) {
  std::vector<recordings::Recording> all;
  for (std::size_t s = 1; s <= count; ++s) {
    for (const char* take : {"a", "b"}) {
      all.push_back(recording(std::to_string(s), std::to_string(s) + take,
                              {{"walking", 256}, {"sitting", 256}}));
    }
  }
  WindowSpec spec;
  spec.activities = {"walking", "sitting"};
  return cut(all, spec);
}

}  // namespace ambulo::windows::hand_made
