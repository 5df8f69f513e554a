// SPDX-License-Identifier: Apache-2.0
// The kernels that the dot product of four bytes (SDOT, Armv8.2) makes faster.
#include "runtime/kernels/kernel_table.h"

namespace ambulo::kernels::arm_neon_dot {

constexpr KernelTable kKernels = {};

}  // namespace ambulo::kernels::arm_neon_dot
