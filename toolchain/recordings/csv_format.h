// SPDX-License-Identifier: Apache-2.0
// CsvFormat (import.h) from and to TOML: the sidecar files of the generic CSV importer.
#pragma once

#include <string>
#include <string_view>

#include "toolchain/recordings/import.h"

namespace ambulo::recordings {

// Throws Error(BadInput) naming file and line: no TOML, an unknown key (the valid ones are
// listed), or a value of the wrong type.
CsvFormat parse_csv_format(std::string_view toml, const std::string& file);

// Only what is set; parse_csv_format reads it back.
std::string to_toml(const CsvFormat& format);

// What over sets replaces what base sets. A label column replaces one activity for the whole
// file, and the other way round.
CsvFormat overridden(CsvFormat base, const CsvFormat& over);

// Throws Error(BadInput): a key that is needed is missing, or has a value that is none of its own.
void check(const CsvFormat& format, const std::string& file);

}  // namespace ambulo::recordings
