// SPDX-License-Identifier: Apache-2.0
// The reference kernels, one for each row of kernels.def: plain C++ that defines what is right.
#pragma once

#include "runtime/kernels/elementwise.h"
#include "runtime/kernels/kernels.h"
#include "runtime/kernels/quantized.h"

namespace ambulo::kernels::reference {

#define AMBULO_KERNEL(name, Args) void name(const Args& args);
#include "runtime/kernels/kernels.def"
#undef AMBULO_KERNEL

}  // namespace ambulo::kernels::reference
