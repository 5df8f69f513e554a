// SPDX-License-Identifier: Apache-2.0
// The stretches of a track without a gap: windows never cross one, filters start anew after one.
#pragma once

#include <cstddef>
#include <vector>

#include "toolchain/windows/window_set.h"

namespace ambulo::windows {

struct Run {
  std::size_t first = 0, end = 0;  // samples first .. end-1
};

// Gap-free runs inside first .. end-1, in order; none is empty. REQUIRES end <= samples of track.
std::vector<Run> gap_free_runs(const Track& track, std::size_t first, std::size_t end);

}  // namespace ambulo::windows
