// SPDX-License-Identifier: Apache-2.0
// The kernels of this instruction set; the functions that Kernel asks for are overloads by their
// arguments.
#pragma once

#include "runtime/kernels/kernels.h"
#include "runtime/kernels/quantized.h"

#include <cstddef>

namespace ambulo::kernels::x86_avx512vnni {

void conv_2d_f32(const Conv2dArgs& args);
bool takes(const Conv2dArgs& args);
size_t packed_bytes(const Conv2dArgs& args);
void pack(const Conv2dArgs& args, void* packed);
size_t scratch_bytes(const Conv2dArgs& args);

void fully_connected_f32(const FullyConnectedArgs& args);
size_t packed_bytes(const FullyConnectedArgs& args);
void pack(const FullyConnectedArgs& args, void* packed);

void conv_2d_s8(const Conv2dS8Args& args);
bool takes(const Conv2dS8Args& args);
size_t packed_bytes(const Conv2dS8Args& args);
void pack(const Conv2dS8Args& args, void* packed);
size_t scratch_bytes(const Conv2dS8Args& args);

void fully_connected_s8(const FullyConnectedS8Args& args);
size_t packed_bytes(const FullyConnectedS8Args& args);
void pack(const FullyConnectedS8Args& args, void* packed);
size_t scratch_bytes(const FullyConnectedS8Args& args);

}  // namespace ambulo::kernels::x86_avx512vnni
