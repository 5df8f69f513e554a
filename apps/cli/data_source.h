// SPDX-License-Identifier: Apache-2.0
// Options and steps that several commands share: where the model and the data are, how CSV files
// are to be read, which split.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "toolchain/recordings/import.h"

namespace ambulo::cli {

// The .tflite file itself, or the one in the folder of a run.
std::filesystem::path model_file(const std::string& model);

// run/model.tflite -> run/model.int8.tflite
std::filesystem::path quantized_file(const std::filesystem::path& model, std::string scheme);

// --format and the --csv-* options of generic CSV files.
void add_import_options(CLI::App& command, recordings::ImportOptions& options);

// Imports with a progress bar; files in quarantine are noted on standard error.
recordings::RecordingSet import_noting_problems(const std::string& path,
                                                recordings::ImportOptions options);

// --split
void add_split_option(CLI::App& command, std::string& split);

}  // namespace ambulo::cli
