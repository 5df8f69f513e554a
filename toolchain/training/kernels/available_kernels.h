// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "toolchain/training/kernels/kernels.h"

namespace ambulo::training {

// Those that this CPU has, the fastest last.
std::vector<const Kernels*> available_kernels();

const Kernels& fastest_kernels();

}  // namespace ambulo::training
