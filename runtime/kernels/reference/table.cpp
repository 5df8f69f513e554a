// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/reference/all_kernels.h"

namespace ambulo::kernels::reference {

constexpr KernelTable kKernels = all_kernels();

}  // namespace ambulo::kernels::reference
