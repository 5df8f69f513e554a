// SPDX-License-Identifier: Apache-2.0
// Collects from when to when each buffer is needed: one visit of all operators in the order in
// which they run defines and uses the buffers; a second one, that knows each last use by then, lets
// results take the memory of operands. Step i is operator i.
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

  // The content is known before the first run and needs no memory that is planned.
  void define_prepared(size_t index) { define(index, 0, 0); }

  // The buffer lies in the memory of other, which stays alive for as long as either is used.
  // REQUIRES: both defined, all uses known.
  void share(size_t index, size_t other);

  // Nobody reads the memory of the buffer after this step: its reader may write there.
  // REQUIRES: all uses known.
  bool ends_at(size_t index, size_t step) const;

  // The buffer has at least these bytes at step and no other; may be called again.
  void need(size_t index, size_t bytes, size_t step);

  // The content is read at step. REQUIRES: defined.
  void use(size_t index, size_t step);

 private:
  Span<Buffer> buffers_;
};

}  // namespace ambulo::memory
