// SPDX-License-Identifier: Apache-2.0
// The share of samples that a .tflite file names rightly, by the device runtime.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "toolchain/execution/loaded_model.h"
#include "toolchain/quantization/samples.h"

namespace ambulo::quantization {

// Sets the float32 or integer input of a model and runs it with fresh variables.
void run_sample(Interpreter& interpreter, std::span<const float> sample);

// Index of the largest of the first output for each sample; the first of equals.
std::vector<std::uint32_t> predictions(const execution::LoadedModel& model, const Samples& samples);

// Nothing where there is no labelled sample.
std::optional<double> accuracy(const execution::LoadedModel& model, const Samples& samples);

}  // namespace ambulo::quantization
