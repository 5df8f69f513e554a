// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory/lifetimes.h"

#include "runtime/core/assert.h"

namespace ambulo::memory {

Lifetimes::Lifetimes(Span<Buffer> buffers) : buffers_(buffers) {
  for (Buffer& buffer : buffers_) buffer = Buffer{};
}

void Lifetimes::define(size_t index, size_t bytes, size_t step) {
  AMBULO_ASSERT(!defined(index));
  buffers_[index].bytes = static_cast<uint32_t>(bytes);
  buffers_[index].first = buffers_[index].last = static_cast<uint16_t>(step);
}

void Lifetimes::need(size_t index, size_t bytes, size_t step) {
  Buffer& buffer = buffers_[index];
  if (buffer.bytes < bytes) buffer.bytes = static_cast<uint32_t>(bytes);
  buffer.first = buffer.last = static_cast<uint16_t>(step);
}

void Lifetimes::share(size_t index, size_t other) {
  AMBULO_ASSERT(defined(index) && defined(other) && index != other);
  const uint16_t root = buffers_[other].shares;
  buffers_[index].shares = root == kNoBuffer ? static_cast<uint16_t>(other) : root;
  use(buffers_[index].shares, buffers_[index].last);
}

bool Lifetimes::ends_at(size_t index, size_t step) const {
  const Buffer& buffer = buffers_[index];
  return (buffer.shares == kNoBuffer ? buffer : buffers_[buffer.shares]).last == step;
}

void Lifetimes::use(size_t index, size_t step) {
  AMBULO_ASSERT(defined(index));
  Buffer& buffer = buffers_[index];
  if (buffer.last < step) buffer.last = static_cast<uint16_t>(step);
}

}  // namespace ambulo::memory
