// SPDX-License-Identifier: Apache-2.0
// "2" before "10", "exp2_user1" before "exp10_user1": runs of digits compare as numbers.
#pragma once

#include <string_view>

#include "toolchain/recordings/recording.h"

namespace ambulo::recordings {

// A strict weak order; names that differ only in leading zeros fall back to their bytes.
bool natural_less(std::string_view a, std::string_view b);

// By subject, then id.
void sort_recordings(RecordingSet& set);

}  // namespace ambulo::recordings
