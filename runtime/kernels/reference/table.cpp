// SPDX-License-Identifier: Apache-2.0
// The reference has every kernel, named as its row.
#include "runtime/kernels/kernel_table.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {

constexpr KernelTable kKernels = {
#define AMBULO_KERNEL(name, Args) {name},
#include "runtime/kernels/kernels.def"
#undef AMBULO_KERNEL
};

}  // namespace ambulo::kernels::reference
