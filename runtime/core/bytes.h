// SPDX-License-Identifier: Apache-2.0
// The three functions of libc that the runtime may call, spelled so that the compiler may inline
// them although the code is freestanding. Values in files are little-endian and read in place, so
// the target must be little-endian too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "weights are read in place");

namespace ambulo {

inline void copy_bytes(void* to, const void* from, size_t bytes) {
  __builtin_memcpy(to, from, bytes);
}
inline void zero_bytes(void* to, size_t bytes) {
  __builtin_memset(to, 0, bytes);
}

inline void set_bytes(void* to, uint8_t value, size_t bytes) {
  __builtin_memset(to, value, bytes);
}

// A value at any alignment.
template <typename T>
T load(const uint8_t* from) {
  static_assert(std::is_trivially_copyable_v<T>);
  T value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

}  // namespace ambulo
