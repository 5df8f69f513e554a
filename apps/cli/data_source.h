// SPDX-License-Identifier: Apache-2.0
// Options and steps that several commands share: where the data is, how CSV files are to be read,
// which windows and which split.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

#include "toolchain/recordings/import.h"
#include "toolchain/windows/window_set.h"

namespace ambulo::cli {

// --format and the --csv-* options of generic CSV files.
void add_import_options(CLI::App& command, recordings::ImportOptions& options);

// Imports with a progress bar; files in quarantine are noted on standard error.
recordings::RecordingSet import_noting_problems(const std::string& path,
                                                recordings::ImportOptions options);

struct SplitOptions {
  std::string protocol = "official";
  std::uint64_t seed = 1;
};
// --split and --split-seed
void add_split_options(CLI::App& command, SplitOptions& options);

// The split, or one fold of it ("groups:10/3", counting from 1). Throws Error(Usage) when the
// protocol has several folds and none is named.
windows::Split split_by_name(const windows::WindowSet& set, const SplitOptions& options);

}  // namespace ambulo::cli
