// SPDX-License-Identifier: Apache-2.0
// One training run in one folder: what a single `ambulo train` and each run of a sweep share.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "toolchain/training/trainer.h"
#include "toolchain/windows/windows.h"

namespace ambulo::cli {

windows::WindowSet cut_windows(const recordings::RecordingSet& data,
                               const training::Experiment& experiment);

// Throws Error(Internal) when parts of the split share people or samples; of a random one, which
// does so on purpose, it is said on standard error.
void require_honest(const windows::WindowSet& set, const windows::Split& split);

// Trains into options.folder: experiment.toml, checkpoint.bin and events, model.tflite,
// metrics.json.
training::TrainResult train_into_folder(const windows::WindowSet& set, const windows::Split& split,
                                        const training::Experiment& experiment,
                                        training::TrainOptions options);

// What metrics.json holds.
nlohmann::json metrics_json(const windows::WindowSet& set, const windows::Split& split,
                            const training::TrainResult& result, std::uint64_t seed);

}  // namespace ambulo::cli
