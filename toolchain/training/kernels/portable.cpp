// SPDX-License-Identifier: Apache-2.0
#include "toolchain/training/kernels/over_unit.h"
#include "toolchain/training/kernels/scalar_unit.h"
#include "toolchain/training/kernels/tables.h"

namespace ambulo::training {

const Kernels kPortableKernels = kernels_over<ScalarUnit, 16>("portable");

}  // namespace ambulo::training
