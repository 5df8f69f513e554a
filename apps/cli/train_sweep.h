// SPDX-License-Identifier: Apache-2.0
// ambulo train with several folds or seeds: every run is an ordinary one in a folder of its own,
// scored by the device runtime; sweep.json sums them up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "toolchain/recordings/recording.h"
#include "toolchain/training/experiment.h"
#include "toolchain/windows/window_set.h"

namespace ambulo::cli {

struct SweepOptions {
  std::filesystem::path folder;
  std::string split;   // as given, such as "groups:10"
  std::string scheme;  // also quantise every model; empty: do not
  std::vector<std::uint64_t> seeds;
  unsigned jobs = 0;  // runs side by side, 0: one for each core
  int threads = 1;    // of each run
  bool resume = false, json = false;
};

// What can be refused before recordings are read: throws Error(Usage) for a scheme that a sweep
// cannot have.
void require_sweep_scheme(const std::string& scheme);

void train_sweep(const recordings::RecordingSet& data, const windows::WindowSet& set,
                 const std::vector<windows::Split>& folds, const training::Experiment& experiment,
                 const SweepOptions& options);

}  // namespace ambulo::cli
