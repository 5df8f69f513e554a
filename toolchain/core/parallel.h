// SPDX-License-Identifier: Apache-2.0
// Independent items on several threads. Threads take chunks of items from one counter, so that a
// slow one holds up nobody; items write to places of their own, so that the result does not depend
// on who took what.
//
//   parallel_for(windows.size(), {.threads = 2, .chunk = 64}, [&] {
//     return [&, interpreter = make_interpreter()](std::size_t i) mutable { ... };
//   });
#pragma once

#include <cstddef>
#include <functional>

namespace ambulo {

struct ParallelOptions {
  unsigned threads = 0;   // 0: one for each core; the caller's own is one of them
  std::size_t chunk = 1;  // items that a thread takes at a time
  // Called after each chunk with the items done so far, by one thread at a time.
  std::function<void(std::size_t done)> report = {};
};

using Worker = std::function<void(std::size_t item)>;

// Each thread makes a worker and hands it every item that it takes. The first exception ends the
// work and is thrown again here; so does a Ctrl-C, as Error(Interrupted).
void parallel_for(std::size_t count, const ParallelOptions& options,
                  const std::function<Worker()>& make_worker);

}  // namespace ambulo
