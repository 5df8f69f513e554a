// SPDX-License-Identifier: Apache-2.0
// Input of a convolution over time, rearranged so that steps of time can be the lanes: what 16
// steps need next is one load. With `pace` bytes between the windows of neighbouring lanes, the
// plane of offset o holds the four bytes at o + lane * pace of the row. Byte b of all windows is
// plane b % pace, b / pace lanes further on. With a pool, even and odd steps have lanes of their
// own, so that the larger of two neighbours is a maximum of vectors.
#pragma once

#include "runtime/kernels/x86/layers.h"
#include "runtime/kernels/x86_avx512vnni/transpose.h"

namespace ambulo::kernels::x86_avx512vnni {
namespace {

constexpr int kSteps = 16, kRun = 4;  // lanes of a vector; bytes that one instruction takes of each

struct TimePlan {
  size_t window, runs, pace, residues, planes, lanes, plane_bytes, row_bytes;
  int32_t pool, results;  // results: steps of output, pooled

  TimePlan(const WindowAxis& time, size_t channel_bytes, int32_t pooled) : pool(pooled) {
    const auto parities = static_cast<size_t>(pool);
    window = static_cast<size_t>(time.stride) * channel_bytes;
    runs = (static_cast<size_t>(time.filter) * channel_bytes + kRun - 1) / kRun;
    pace = window * parities;
    residues = window % 4 == 0 ? 1 : window % 2 == 0 ? 2 : 4;  // of offsets, modulo 4
    planes = vector::rounded_up((pace + 3) / 4, 4);            // of each residue
    results = time.output / pool;
    const size_t ahead = (runs * kRun + (parities - 1) * window) / pace;
    lanes = vector::rounded_up(static_cast<size_t>(results), 2 * kSteps) +
            vector::rounded_up(ahead, kSteps);
    plane_bytes = lanes * kRun;
    row_bytes = x86::covered_steps(time) * channel_bytes;
  }

  // Of the row, with what is read beyond its end.
  size_t value_bytes() const {
    const size_t read = lanes * pace + (planes + 1) * kRun, row = row_bytes + kRun;
    return vector::rounded_up(read > row ? read : row, vector::kBlockAlignment);
  }
  size_t all_plane_bytes() const { return residues * planes * plane_bytes; }

  // Where the runs of a window are, from the first plane on: uint32_t places[pool][runs].
  size_t place_bytes() const { return runs * static_cast<size_t>(pool) * sizeof(uint32_t); }
  void write_places(uint32_t* places) const {
    for (size_t parity = 0; parity < static_cast<size_t>(pool); ++parity) {
      for (size_t run = 0; run < runs; ++run) *places++ = place(parity * window + run * kRun);
    }
  }

  void fill_planes(const uint8_t* values, uint8_t* out) const {
    for (size_t residue = 0; residue < residues; ++residue) {
      const uint8_t* from = values + residue * (4 / residues);
      for (size_t plane = 0; plane < planes; plane += 4) {
        uint8_t* to = out + (residue * planes + plane) * plane_bytes;
        for (size_t lane = 0; lane < lanes; lane += kSteps) {
          rows_to_planes(from + plane * kRun + lane * pace, pace, to + lane * kRun, plane_bytes);
        }
      }
    }
  }

  // Vectors of steps times channels, against those of a kernel with channels in the lanes.
  static bool leaves_fewer_lanes_idle(int32_t steps, int32_t channels) {
    const auto t = static_cast<size_t>(steps), c = static_cast<size_t>(channels);
    const size_t here = vector::rounded_up(t, 2 * kSteps) * vector::rounded_up(c, 4);
    return here * 10 <= vector::rounded_up(t, 4) * vector::rounded_up(c, 16) * 9;
  }

 private:
  uint32_t place(size_t byte) const {
    const size_t offset = byte % pace;
    const size_t plane = (offset % 4) / (4 / residues) * planes + offset / 4;
    return static_cast<uint32_t>(plane * plane_bytes + byte / pace * kRun);
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86_avx512vnni
