// SPDX-License-Identifier: Apache-2.0
// Hooks round each kernel call, for timing and tracing. The caller brings the clock: the runtime
// has none. Interpreter::invoke() knows nothing of hooks; only its second form calls them.
//
//   const ambulo::Profiler profiler{&times, start_clock, stop_clock};
//   interpreter.invoke(profiler);
#pragma once

#include <ambulo/platform.h>

#include <cstddef>

namespace ambulo {

// One kernel call of the plan: it does the work of the operators first_op to last_op of the model,
// of more than one when they were fused. An operator may take several steps, one after the other;
// one that is in no step costs nothing: it only gives a tensor another shape, or ran in prepare.
struct ProfiledStep {
  size_t first_op, last_op;
  Isa isa;  // whose kernel it is
};

struct Profiler {
  void* context = nullptr;  // handed to both hooks, which must not be null
  void (*before)(void* context, const ProfiledStep& step) = nullptr;
  void (*after)(void* context, const ProfiledStep& step) = nullptr;
};

}  // namespace ambulo
