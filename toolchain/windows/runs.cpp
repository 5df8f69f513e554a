// SPDX-License-Identifier: Apache-2.0
#include "toolchain/windows/runs.h"

#include <algorithm>

namespace ambulo::windows {

std::vector<Run> gap_free_runs(const Track& track, std::size_t first, std::size_t end) {
  std::vector<Run> runs;
  const auto at = [&](std::size_t i) { return track.gap.begin() + static_cast<std::ptrdiff_t>(i); };
  const auto is_gap = [](std::uint8_t gap) { return gap != 0; };
  while (first < end) {
    const auto begin = std::find_if_not(at(first), at(end), is_gap);
    const auto stop = std::find_if(begin, at(end), is_gap);
    if (begin != stop) {
      runs.push_back({static_cast<std::size_t>(begin - track.gap.begin()),
                      static_cast<std::size_t>(stop - track.gap.begin())});
    }
    first = static_cast<std::size_t>(stop - track.gap.begin());
  }
  return runs;
}

}  // namespace ambulo::windows
