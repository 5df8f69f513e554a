// SPDX-License-Identifier: Apache-2.0
// Collects from when to when each buffer is needed, while operators are visited in the order in
// which they will run. Step i is operator i.
#pragma once

#include <ambulo/span.h>

#include "runtime/memory/planner.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::memory {

class Lifetimes {
 public:
  // The records are owned by the caller and handed to plan() afterwards.
  explicit Lifetimes(Span<Buffer> buffers);

  bool defined(size_t index) const { return buffers_[index].first <= buffers_[index].last; }

  // The buffer is written at step. REQUIRES: not yet defined.
  void define(size_t index, size_t bytes, size_t step);

  // The buffer lies in the memory of other, which stays alive for as long as either is used.
  // REQUIRES: both defined, index not used yet.
  void share(size_t index, size_t other);

  // The buffer has at least these bytes at step and no other; may be called again.
  void need(size_t index, size_t bytes, size_t step);

  // The content is read at step. REQUIRES: defined.
  void use(size_t index, size_t step);

 private:
  Span<Buffer> buffers_;
};

}  // namespace ambulo::memory
