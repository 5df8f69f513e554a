// SPDX-License-Identifier: Apache-2.0
// Memory that ends where the next page may not be touched, so that a kernel that reads or writes
// one element too far stops the test on every target, with sanitizers or without.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <vector>

namespace ambulo::testing {

template <typename T>
class GuardedBuffer {
 public:
  // alignment moves the beginning down, and with it the end away from the guard.
  explicit GuardedBuffer(size_t count, size_t alignment = alignof(T)) : count_(count) {
    const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    const size_t bytes = count * sizeof(T);
    const size_t room = (bytes + alignment + page - 1) / page * page;
    mapped_ = room + page;
    base_ = static_cast<uint8_t*>(
        mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (base_ == MAP_FAILED || mprotect(base_ + room, page, PROT_NONE) != 0) throw std::bad_alloc();
    data_ = reinterpret_cast<T*>(base_ + (room - bytes) / alignment * alignment);
  }
  explicit GuardedBuffer(const std::vector<T>& values) : GuardedBuffer(values.size()) {
    if (count_ != 0) std::memcpy(data_, values.data(), count_ * sizeof(T));
  }
  ~GuardedBuffer() { munmap(base_, mapped_); }
  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;

  T* data() const { return data_; }
  std::vector<T> values() const { return {data_, data_ + count_}; }

 private:
  uint8_t* base_;
  T* data_;
  size_t count_, mapped_;
};

}  // namespace ambulo::testing
