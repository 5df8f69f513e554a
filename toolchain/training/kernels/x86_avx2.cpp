// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/x86_avx2/float_unit.h"
#include "toolchain/training/kernels/over_unit.h"
#include "toolchain/training/kernels/tables.h"

namespace ambulo::training {

const Kernels kAvx2Kernels = kernels_over<ambulo::kernels::x86_avx2::FloatUnit, 16>("x86_avx2");

}  // namespace ambulo::training
