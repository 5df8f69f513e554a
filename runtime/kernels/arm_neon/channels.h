// SPDX-License-Identifier: Apache-2.0
// Loops over channels in groups of lanes. The last group overlaps the one before it, so that
// nothing is read or written beyond the last channel; it must therefore give the same result when
// it is computed twice. Everything is of internal linkage: each ISA is compiled with flags of its
// own.
#pragma once

#include <cstdint>

namespace ambulo::kernels::arm_neon {
namespace {

// group(first) for groups of Lanes channels. False, and nothing done, with fewer channels.
template <int32_t Lanes, typename Group>
inline bool for_groups(int32_t channels, Group group) {
  if (channels < Lanes) return false;
  int32_t c = 0;
  for (; c + Lanes <= channels; c += Lanes) group(c);
  if (c < channels) group(channels - Lanes);
  return true;
}

}  // namespace
}  // namespace ambulo::kernels::arm_neon
