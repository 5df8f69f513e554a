// SPDX-License-Identifier: Apache-2.0
// A view: pointer and count. Never owns.
#pragma once

#include <cstddef>

namespace ambulo {

template <typename T>
struct Span {
  T* data = nullptr;
  size_t size = 0;

  constexpr Span() = default;
  constexpr Span(T* d, size_t n) : data(d), size(n) {}
  template <typename U>
  constexpr Span(const Span<U>& other) : data(other.data), size(other.size) {}

  constexpr T& operator[](size_t i) const { return data[i]; }
  constexpr T* begin() const { return data; }
  constexpr T* end() const { return data + size; }
  constexpr bool empty() const { return size == 0; }
};

}  // namespace ambulo
