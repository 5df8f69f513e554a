// SPDX-License-Identifier: Apache-2.0
// What a model expects of its input and where it comes from; travels inside the .tflite file
// (toolchain/tflite/contract.h gives the bytes, <ambulo/sensor_contract.h> reads them on devices).
#pragma once

#include <ambulo/front_end.h>

#include <cstdint>
#include <string>
#include <vector>

namespace ambulo::windows {

struct SensorContract {
  float sample_rate_hz = 50.0f;
  std::uint16_t window = 128;  // samples
  std::uint16_t hop = 64;      // samples between decisions
  FrontEndConfig front_end;
  // Per model channel (after the front end), from training windows only.
  std::vector<float> mean, std;
  std::vector<std::string> labels;
  std::string placement;  // "waist"
  // The raw channels are always ax ay az gx gy gz, m/s2 and rad/s, gravity included, Android sign:
  // the file states it, so that a reader can refuse or convert anything else.
  std::uint16_t smoothing_windows = 1;  // default of apps: mean of the last so many outputs
  std::string data_set, split, training_commit;
  bool synthetic = false;  // trained on simulated people only
};

// Longest time constant of what the front end remembers, s; 0 for none.
inline double memory_s(const FrontEndConfig& front_end) {
  if (front_end.kind == FrontEnd::Raw) return 0.0;
  float slowest = front_end.low_pass_hz;
  if (front_end.kind == FrontEnd::GravitySplitLevels) {
    for (const float corner : kLevelHz) slowest = corner < slowest ? corner : slowest;
  }
  return 1.0 / (2.0 * 3.14159265358979 * static_cast<double>(slowest));
}

// True when that is more than the window itself: such a model can learn what follows what in
// recordings that were made from a script.
inline bool remembers_beyond_window(const FrontEndConfig& front_end, std::size_t window) {
  return memory_s(front_end) * static_cast<double>(front_end.sample_rate_hz) >
         static_cast<double>(window);
}

}  // namespace ambulo::windows
