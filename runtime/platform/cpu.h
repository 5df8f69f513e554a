// SPDX-License-Identifier: Apache-2.0
// What the CPU can do, without libc where possible.
#pragma once

#include <ambulo/platform.h>

namespace ambulo::platform {

// The ISAs of isas.def that this CPU and its operating system run, built or not.
IsaSet cpu_isas();

}  // namespace ambulo::platform
