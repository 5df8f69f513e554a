// SPDX-License-Identifier: Apache-2.0
// The kernels that the dot product of four bytes (SDOT, Armv8.2) makes faster.
#include "runtime/kernels/arm_neon_dot/arm_neon_dot.h"
#include "runtime/kernels/kernel_table.h"

namespace ambulo::kernels::arm_neon_dot {
namespace {

constexpr KernelTable table() {
  KernelTable kernels{};
  kernels.conv_2d_s8 = {conv_2d_s8, takes, packed_bytes, pack, scratch_bytes};
  kernels.fully_connected_s8 = {fully_connected_s8, nullptr, packed_bytes, pack};
  kernels.unidirectional_sequence_lstm_s8 = {unidirectional_sequence_lstm_s8, takes, packed_bytes,
                                             pack, scratch_bytes};
  return kernels;
}

}  // namespace

constexpr KernelTable kKernels = table();

}  // namespace ambulo::kernels::arm_neon_dot
