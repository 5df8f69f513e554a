// SPDX-License-Identifier: Apache-2.0
// One CSV text and what its columns are, to a Recording.
#pragma once

#include <string>
#include <string_view>

#include "toolchain/recordings/import.h"
#include "toolchain/recordings/recording.h"

namespace ambulo::recordings {

// Throws Error (BadInput, Unsupported) naming file, row and column; what could be put right is in
// the recording's problems. The id is left empty.
Recording parse_csv(std::string_view text, const std::string& file, const CsvFormat& format);

}  // namespace ambulo::recordings
