// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/dispatch.h"

namespace ambulo {

const char* isa_name(Isa isa) {
  switch (isa) {
#define AMBULO_ISA(name) \
  case Isa::name:        \
    return #name;
#include <ambulo/isas.def>
#undef AMBULO_ISA
  }
  return "";
}

namespace kernels {

// AMBULO_WITH_<isa> is 1 for those that the build was asked for (AMBULO_ISAS).
const KernelTable* faster_table_of(Isa isa) {
  switch (isa) {
#if AMBULO_WITH_x86_avx2
    case Isa::x86_avx2:
      return &x86_avx2::kKernels;
#endif
#if AMBULO_WITH_x86_avx512vnni
    case Isa::x86_avx512vnni:
      return &x86_avx512vnni::kKernels;
#endif
#if AMBULO_WITH_arm_neon
    case Isa::arm_neon:
      return &arm_neon::kKernels;
#endif
#if AMBULO_WITH_arm_neon_dot
    case Isa::arm_neon_dot:
      return &arm_neon_dot::kKernels;
#endif
    default:
      return nullptr;
  }
}

const KernelTable* table_of(Isa isa) {
  return isa == Isa::reference ? &reference::kKernels : faster_table_of(isa);
}

}  // namespace kernels
}  // namespace ambulo
