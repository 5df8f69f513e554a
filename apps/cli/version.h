// SPDX-License-Identifier: Apache-2.0
// Version of the program and commit of its sources.
#pragma once

#include <string>

namespace ambulo::cli {

std::string version_text();   // "0.1.0 (commit 1a2b3c4)"
std::string source_commit();  // "1a2b3c4", with "+" when the sources were changed since; "unknown"

}  // namespace ambulo::cli
