// SPDX-License-Identifier: Apache-2.0
#include "toolchain/core/progress.h"

#include <atomic>

namespace ambulo {
namespace {

std::atomic<bool> interrupt_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "must be safe in a signal handler");

}  // namespace

bool interrupted() {
  return interrupt_requested.load(std::memory_order_relaxed);
}

void set_interrupted(bool value) {
  interrupt_requested.store(value, std::memory_order_relaxed);
}

}  // namespace ambulo
