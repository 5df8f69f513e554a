// SPDX-License-Identifier: Apache-2.0
// A Recording to a CSV file that the generic importer reads back, samples and times equal to the
// bit. Everything but the numbers, also whether it is synthetic, is in the sidecar beside it.
#pragma once

#include <filesystem>

#include "toolchain/recordings/recording.h"

namespace ambulo::recordings {

// Writes folder/<id>.csv and folder/<id>.csv.toml; returns the former. Neighbouring segments of one
// activity come back as one. Throws Error(BadInput) when the disk refuses, or the id would leave
// the folder.
std::filesystem::path write_csv(const Recording& recording, const std::filesystem::path& folder);

}  // namespace ambulo::recordings
