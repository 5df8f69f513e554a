// SPDX-License-Identifier: Apache-2.0
// The kernels of each instruction set; which of them are there says the build.
#pragma once

#include "toolchain/training/kernels/kernels.h"

namespace ambulo::training {

extern const Kernels kPortableKernels;
#if defined(__x86_64__)
extern const Kernels kAvx2Kernels, kAvx512Kernels;
#elif defined(__aarch64__)
extern const Kernels kNeonKernels;
#endif

}  // namespace ambulo::training
