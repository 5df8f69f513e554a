// SPDX-License-Identifier: Apache-2.0
// What a sweep is of, kept in its folder: it is resumed as the same sweep or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ambulo::cli {

struct SweepPlan {
  std::string experiment;  // as TOML
  std::string split;
  std::vector<std::uint64_t> seeds;
  std::string data;  // fingerprint
};

// Writes the plan into folder, or with resume compares it with the one that is there. Throws
// Error: Usage when the folder holds a run, or a sweep that is not to be resumed; BadInput when
// that sweep is of something else, naming what.
void begin_sweep(const std::filesystem::path& folder, const SweepPlan& plan, bool resume);

bool holds_sweep(const std::filesystem::path& folder);

}  // namespace ambulo::cli
