// SPDX-License-Identifier: Apache-2.0
// --front-end inside: the file computes its front end itself and takes raw windows.
#pragma once

#include <ambulo/front_end.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace ambulo::cli {

// what: which file is written so, for the help text.
void add_front_end_option(CLI::App& command, std::string& front_end, const std::string& what);

// Throws before any work is done for what with_front_end would refuse.
void require_front_end(const std::string& front_end, FrontEnd kind);

// The file itself where the option was not given.
std::vector<std::uint8_t> with_front_end(std::vector<std::uint8_t> file,
                                         const std::string& front_end, const std::string& where);

}  // namespace ambulo::cli
