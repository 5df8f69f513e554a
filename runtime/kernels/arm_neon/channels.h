// SPDX-License-Identifier: Apache-2.0
// Loops over channels in groups of lanes. The last group overlaps the one before it, so that
// nothing is read or written beyond the last channel; it must therefore give the same result when
// it is computed twice. Everything is of internal linkage: each ISA is compiled with flags of its
// own.
#pragma once

#include <arm_neon.h>

#include <cstddef>
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

// Eight bytes, or the first `count` of them and zeros.
inline int8x8_t load_channels(const int8_t* from, int32_t count) {
  if (count >= 8) return vld1_s8(from);
  uint64_t bytes = 0;
  for (int32_t i = 0; i < count; ++i) {
    bytes |= static_cast<uint64_t>(static_cast<uint8_t>(from[i])) << (8 * i);
  }
  return vcreate_s8(bytes);
}

}  // namespace
}  // namespace ambulo::kernels::arm_neon
