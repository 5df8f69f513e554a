// SPDX-License-Identifier: Apache-2.0
// What the terminal shows: results on standard output, progress and notes on standard error.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "toolchain/core/progress.h"

namespace ambulo::cli {

// A bar that redraws itself on a terminal, a plain line every few seconds otherwise. One task at a
// time; a task starts anew when its name changes.
ProgressCallback progress_bar();
// Ends the line of a bar that is still shown.
void finish_progress();

void note(std::string_view line);             // standard error, above the bar
void print(std::string_view text);            // standard output
void print_json(const nlohmann::json& json);  // standard output, indented

// Ends the program's output: throws Error(BadInput) when standard output could not be written
// (disk full); a closed pipe is no error. Returns 0.
int flush_output();

// Whether standard output takes block characters (a UTF-8 locale).
bool unicode_output();

}  // namespace ambulo::cli
