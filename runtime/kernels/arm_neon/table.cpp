// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/arm_neon/arm_neon.h"
#include "runtime/kernels/kernel_table.h"

namespace ambulo::kernels::arm_neon {
namespace {

constexpr KernelTable table() {
  KernelTable kernels{};
  kernels.conv_2d_f32 = {conv_2d_f32, takes, packed_bytes, pack, scratch_bytes};
  kernels.depthwise_conv_2d_f32 = {depthwise_conv_2d_f32, takes};
  kernels.max_pool_2d_f32 = {max_pool_2d_f32, takes};
  kernels.average_pool_2d_f32 = {average_pool_2d_f32, takes};
  kernels.fully_connected_f32 = {fully_connected_f32};
  kernels.softmax_f32 = {softmax_f32, takes};
  kernels.conv_2d_s8 = {conv_2d_s8, takes, packed_bytes, pack, scratch_bytes};
  kernels.depthwise_conv_2d_s8 = {depthwise_conv_2d_s8, takes};
  kernels.max_pool_2d_s8 = {max_pool_2d_s8, takes};
  kernels.average_pool_2d_s8 = {average_pool_2d_s8, takes};
  kernels.fully_connected_s8 = {fully_connected_s8, nullptr, packed_bytes, pack};
  kernels.softmax_s8 = {softmax_s8};
  kernels.unidirectional_sequence_lstm_f32 = {unidirectional_sequence_lstm_f32, nullptr,
                                              packed_bytes, pack, scratch_bytes};
  kernels.unidirectional_sequence_lstm_s8 = {unidirectional_sequence_lstm_s8, takes, packed_bytes,
                                             pack, scratch_bytes};
  return kernels;
}

}  // namespace

constexpr KernelTable kKernels = table();

}  // namespace ambulo::kernels::arm_neon
