// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/arm_neon/float_unit.h"
#include "toolchain/training/kernels/over_unit.h"
#include "toolchain/training/kernels/tables.h"

namespace ambulo::training {

const Kernels kNeonKernels = kernels_over<ambulo::kernels::arm_neon::FloatUnit, 32>("arm_neon");

}  // namespace ambulo::training
