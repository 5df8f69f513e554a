// SPDX-License-Identifier: Apache-2.0
// A bump allocator over memory of the caller. Without memory it only counts, so that the same code
// first measures and then fills an arena, and the two cannot disagree.
#pragma once

#include "runtime/core/assert.h"

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace ambulo {

// Alignment of the arena's base and of every tensor in it.
inline constexpr size_t kArenaAlignment = 16;

constexpr size_t align_up(size_t bytes, size_t alignment) {
  return (bytes + alignment - 1) / alignment * alignment;
}

class Arena {
 public:
  Arena() = default;  // counts
  Arena(uint8_t* base, size_t capacity) : base_(base), capacity_(capacity) {}

  bool counting() const { return base_ == nullptr; }
  size_t used() const { return used_; }

  // Never fails: a counting arena gives nullptr; a real one has the capacity that was counted.
  void* allocate(size_t bytes, size_t alignment) {
    const size_t start = align_up(used_, alignment);
    used_ = start + bytes;
    if (counting()) return nullptr;
    AMBULO_ASSERT(used_ <= capacity_);
    return base_ + start;
  }

  template <typename T>
  T* allocate(size_t count = 1) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= kArenaAlignment);
    return static_cast<T*>(allocate(count * sizeof(T), alignof(T)));
  }

 private:
  uint8_t* base_ = nullptr;
  [[maybe_unused]] size_t capacity_ = 0;  // looked at by assertions alone
  size_t used_ = 0;
};

}  // namespace ambulo
