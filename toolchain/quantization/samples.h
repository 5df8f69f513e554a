// SPDX-License-Identifier: Apache-2.0
// What a network is calibrated and scored on: inputs as the network sees them, standardised and
// after the front end, with their labels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "toolchain/recordings/recording.h"
#include "toolchain/windows/sensor_contract.h"
#include "toolchain/windows/window_set.h"

namespace ambulo::quantization {

struct Samples {
  std::size_t values_each = 0;  // of one input
  std::vector<float> values;
  std::vector<std::uint32_t> labels;  // empty: nobody knows

  std::size_t count() const { return values_each == 0 ? 0 : values.size() / values_each; }
  std::span<const float> sample(std::size_t i) const {
    return std::span(values).subspan(i * values_each, values_each);
  }
};

// Ranges are taken from calibration (training people only), choices are made by validation, test is
// read for the report alone. Any part but calibration may be empty.
struct Parts {
  std::string split;  // empty: not from recordings
  Samples calibration, validation, test;
  std::vector<std::string> notes;
  Samples training = {};  // all training windows, for schemes that train
};

// Training windows that ranges are measured on unless said otherwise.
inline constexpr std::size_t kCalibrationSamples = 1000;

// Windows of recordings, cut and prepared as the contract says. split: a fold's name; empty: the
// one that the model was trained under. calibration: so many training windows at most, evenly
// spread. Throws Error(BadInput) when most of the recordings are not what the contract asks for
// (units, signs, rate), and as windows::cut and windows::named_split.
Parts parts_of(const recordings::RecordingSet& set, const windows::SensorContract& contract,
               const std::string& split, std::size_t calibration);

// The same of windows that are cut already. REQUIRES windows cut as windows::spec_of(contract)
// says, of recordings that the contract was made from.
Parts parts_of(const windows::WindowSet& windows, const windows::SensorContract& contract,
               const std::string& split, std::size_t calibration);

// Inputs of any model, (N, ...) float32 in a .npy file, for calibration alone. Throws
// Error(BadInput) for another type, another number of values than `input_shape` has, and values
// that are not finite.
Parts read_samples(const std::filesystem::path& path, const std::vector<std::int32_t>& input_shape);

}  // namespace ambulo::quantization
