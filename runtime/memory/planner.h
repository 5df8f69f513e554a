// SPDX-License-Identifier: Apache-2.0
// Places buffers with known lifetimes in one block of memory so that buffers alive at the same
// time never overlap. No memory of its own: the records of the caller are all it uses.
//
// Greedy by size: the largest buffer first, each at the lowest offset where it fits between the
// already placed ones that it meets in time. Not optimal (that is NP-hard); a chain of operators
// needs no more than its two largest neighbours. Time O(n^2), n = number of buffers.
#pragma once

#include <ambulo/span.h>

#include "runtime/core/arena.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::memory {

inline constexpr uint16_t kNoBuffer = 0xFFFF;
inline constexpr uint16_t kMaxBuffers = 16384;

struct Buffer {
  uint32_t bytes = 0;            // 0: takes none of the planned memory
  uint32_t offset = 0;           // from the planner, a multiple of kArenaAlignment
  uint16_t first = 1, last = 0;  // steps in which the content matters, both included
  uint16_t shares = kNoBuffer;   // lies in the memory of that buffer instead of its own
  uint16_t above = kNoBuffer;    // the planner's list of placed buffers, by rising offset
};

// Sets all offsets; total: bytes of the block. False when it would reach 2^31 bytes.
// REQUIRES: at most kMaxBuffers; a shared buffer does not share itself.
[[nodiscard]] bool plan(Span<Buffer> buffers, uint32_t& total);

}  // namespace ambulo::memory
