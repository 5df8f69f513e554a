// SPDX-License-Identifier: Apache-2.0
// The kernels of one ISA, one entry for each row of kernels.def; no run function: the ISA has none.
#pragma once

#include "runtime/kernels/elementwise.h"
#include "runtime/kernels/kernel.h"
#include "runtime/kernels/kernels.h"
#include "runtime/kernels/quantized.h"

namespace ambulo::kernels {

struct KernelTable {
#define AMBULO_KERNEL(name, Args) Kernel<Args> name;
#include "runtime/kernels/kernels.def"
#undef AMBULO_KERNEL
};

// Constant data of each ISA: runtime/kernels/<isa>/table.cpp.
#define AMBULO_ISA(name)             \
  namespace name {                   \
  extern const KernelTable kKernels; \
  }
#include <ambulo/isas.def>
#undef AMBULO_ISA

}  // namespace ambulo::kernels
