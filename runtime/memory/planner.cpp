// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory/planner.h"

#include <limits>

namespace ambulo::memory {
namespace {

constexpr uint32_t kUnplaced = std::numeric_limits<uint32_t>::max();

bool has_memory(const Buffer& buffer) {
  return buffer.bytes > 0 && buffer.shares == kNoBuffer;
}

bool meet(const Buffer& a, const Buffer& b) {
  return a.first <= b.last && b.first <= a.last;
}

uint64_t end_of(const Buffer& buffer) {
  return buffer.offset + uint64_t{align_up(buffer.bytes, kArenaAlignment)};
}

uint16_t largest_unplaced(Span<const Buffer> buffers) {
  uint16_t best = kNoBuffer;
  for (size_t i = 0; i < buffers.size; ++i) {
    const Buffer& buffer = buffers[i];
    if (buffer.offset != kUnplaced) continue;
    if (best == kNoBuffer || buffer.bytes > buffers[best].bytes) best = static_cast<uint16_t>(i);
  }
  return best;
}

// The list of placed buffers rises by offset, so the first gap found is the lowest one.
uint64_t lowest_gap(Span<const Buffer> buffers, uint16_t lowest, const Buffer& wanted) {
  uint64_t candidate = 0;
  for (uint16_t i = lowest; i != kNoBuffer; i = buffers[i].above) {
    const Buffer& placed = buffers[i];
    if (!meet(placed, wanted)) continue;
    if (placed.offset >= candidate + wanted.bytes) break;
    if (end_of(placed) > candidate) candidate = end_of(placed);
  }
  return candidate;
}

void insert(Span<Buffer> buffers, uint16_t& lowest, uint16_t index) {
  uint16_t* link = &lowest;
  while (*link != kNoBuffer && buffers[*link].offset <= buffers[index].offset) {
    link = &buffers[*link].above;
  }
  buffers[index].above = *link;
  *link = index;
}

}  // namespace

bool plan(Span<Buffer> buffers, uint32_t& total) {
  for (Buffer& buffer : buffers) buffer.offset = has_memory(buffer) ? kUnplaced : 0;
  uint16_t lowest = kNoBuffer;
  uint64_t end = 0;
  for (;;) {
    const uint16_t next = largest_unplaced(buffers);
    if (next == kNoBuffer) break;
    const uint64_t offset = lowest_gap(buffers, lowest, buffers[next]);
    if (offset + align_up(buffers[next].bytes, kArenaAlignment) >
        uint64_t{std::numeric_limits<int32_t>::max()}) {
      return false;
    }
    buffers[next].offset = static_cast<uint32_t>(offset);
    insert(buffers, lowest, next);
    if (end_of(buffers[next]) > end) end = end_of(buffers[next]);
  }
  for (Buffer& buffer : buffers) {
    if (buffer.shares != kNoBuffer) buffer.offset = buffers[buffer.shares].offset;
  }
  total = static_cast<uint32_t>(end);
  return true;
}

}  // namespace ambulo::memory
