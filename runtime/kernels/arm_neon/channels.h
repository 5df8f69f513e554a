// SPDX-License-Identifier: Apache-2.0
// Loops over channels in groups of lanes. The last group overlaps the one before it, so that
// nothing is read or written beyond the last channel; it must therefore give the same result when
// it is computed twice. Everything is of internal linkage: each ISA is compiled with flags of its
// own.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace ambulo::kernels::arm_neon {
namespace {

// group(first, count) for groups of Lanes channels, or for all where there are fewer. The type of
// count is a constant in the first case, so that a group is compiled for each of the two.
template <int32_t Lanes, typename Group>
inline void for_groups(int32_t channels, Group group) {
  if (channels < Lanes) return group(0, channels);
  constexpr std::integral_constant<int32_t, Lanes> kAll;
  int32_t c = 0;
  for (; c + Lanes <= channels; c += Lanes) group(c, kAll);
  if (c < channels) group(channels - Lanes, kAll);
}

// Eight channels, or the first `count` of them and zeros.
inline int8x8_t load_channels(const int8_t* from, int32_t count) {
  if (count >= 8) return vld1_s8(from);
  int8_t lanes[8] = {};
  for (int32_t c = 0; c < count; ++c) lanes[c] = from[c];
  return vld1_s8(lanes);
}

inline void store_channels(int8_t* to, int8x8_t values, int32_t count) {
  if (count >= 8) return vst1_s8(to, values);
  int8_t lanes[8];
  vst1_s8(lanes, values);
  for (int32_t c = 0; c < count; ++c) to[c] = lanes[c];
}

// Four channels, or the first `count` of them and zeros.
inline float32x4_t load_channels(const float* from, int32_t count) {
  if (count >= 4) return vld1q_f32(from);
  float lanes[4] = {};
  for (int32_t c = 0; c < count; ++c) lanes[c] = from[c];
  return vld1q_f32(lanes);
}

inline void store_channels(float* to, float32x4_t values, int32_t count) {
  if (count >= 4) return vst1q_f32(to, values);
  float lanes[4];
  vst1q_f32(lanes, values);
  for (int32_t c = 0; c < count; ++c) to[c] = lanes[c];
}

}  // namespace
}  // namespace ambulo::kernels::arm_neon
