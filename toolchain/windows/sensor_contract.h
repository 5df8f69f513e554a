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

}  // namespace ambulo::windows
