// SPDX-License-Identifier: Apache-2.0
// Which kernel runs: the one of the most preferred ISA that has it and takes these arguments. The
// choice is made in prepare and kept in the plan; there is no global state.
#pragma once

#include <ambulo/platform.h>

#include "runtime/kernels/kernel_table.h"
#include "runtime/kernels/reference/all_kernels.h"

namespace ambulo::kernels {

// Null when the ISA is not part of this build.
const KernelTable* table_of(Isa isa);
// The same but for the reference, whose table keeps all its kernels in the program: null.
const KernelTable* faster_table_of(Isa isa);

inline constexpr int kIsaCount = 0
#define AMBULO_ISA(name) +1
#include <ambulo/isas.def>
#undef AMBULO_ISA
    ;

// A row of the table; it names the kernel whatever the ISA.
template <typename Args>
using KernelEntry = Kernel<Args> KernelTable::*;

template <typename Args>
struct Choice {
  Kernel<Args> kernel;
  Isa isa;
};

template <typename Args>
Choice<Args> choose(IsaSet isas, KernelEntry<Args> entry, const Args& args) {
  for (int i = kIsaCount - 1; i > 0; --i) {
    const Isa isa = static_cast<Isa>(i);
    const KernelTable* table = isas.has(isa) ? faster_table_of(isa) : nullptr;
    if (table == nullptr) continue;
    const Kernel<Args>& kernel = table->*entry;
    if (kernel.run != nullptr && (kernel.takes == nullptr || kernel.takes(args))) {
      return {kernel, isa};
    }
  }
  return {reference::kernel_of(entry), Isa::reference};
}

}  // namespace ambulo::kernels
