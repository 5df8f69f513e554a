// SPDX-License-Identifier: Apache-2.0
// The kernels that SDOT, the dot product of four bytes (Armv8.2, optional; Cortex-A55, A75 and
// newer), makes faster. For all others arm_neon is used.
#pragma once

#include "runtime/kernels/kernels.h"
#include "runtime/kernels/quantized.h"

namespace ambulo::kernels::arm_neon_dot {

void conv_2d_s8(const Conv2dS8Args& args);
bool takes(const Conv2dS8Args& args);
size_t packed_bytes(const Conv2dS8Args& args);
void pack(const Conv2dS8Args& args, void* packed);
size_t scratch_bytes(const Conv2dS8Args& args);

void fully_connected_s8(const FullyConnectedS8Args& args);
size_t packed_bytes(const FullyConnectedS8Args& args);
void pack(const FullyConnectedS8Args& args, void* packed);

void unidirectional_sequence_lstm_s8(const LstmS8Args& args);
bool takes(const LstmS8Args& args);
size_t packed_bytes(const LstmS8Args& args);
void pack(const LstmS8Args& args, void* packed);
size_t scratch_bytes(const LstmS8Args& args);

}  // namespace ambulo::kernels::arm_neon_dot
