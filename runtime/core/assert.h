// SPDX-License-Identifier: Apache-2.0
// Checks of our own invariants in debug builds. Never for data from outside: that gets a Status.
#pragma once

#ifdef NDEBUG
#define AMBULO_ASSERT(condition) static_cast<void>(0)
#else
#define AMBULO_ASSERT(condition) ((condition) ? static_cast<void>(0) : __builtin_trap())
#endif
