// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/x86_avx512vnni/float_unit.h"
#include "toolchain/training/kernels/over_unit.h"
#include "toolchain/training/kernels/tables.h"

namespace ambulo::training {

const Kernels kAvx512Kernels =
    kernels_over<ambulo::kernels::x86_avx512vnni::FloatUnit, 32>("x86_avx512");

}  // namespace ambulo::training
