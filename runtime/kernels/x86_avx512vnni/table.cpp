// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/kernel_table.h"
#include "runtime/kernels/x86_avx512vnni/x86_avx512vnni.h"

namespace ambulo::kernels::x86_avx512vnni {
namespace {

constexpr KernelTable table() {
  constexpr bool kFusesMaxPool = true;
  KernelTable kernels{};
  kernels.conv_2d_f32 = {conv_2d_f32, takes, packed_bytes, pack, scratch_bytes, kFusesMaxPool};
  kernels.depthwise_conv_2d_f32 = {depthwise_conv_2d_f32, takes};
  kernels.depthwise_conv_2d_s8 = {depthwise_conv_2d_s8, takes, packed_bytes, pack};
  kernels.fully_connected_f32 = {fully_connected_f32, nullptr, packed_bytes, pack};
  kernels.unidirectional_sequence_lstm_f32 = {unidirectional_sequence_lstm_f32, nullptr,
                                              packed_bytes, pack, scratch_bytes};
  kernels.unidirectional_sequence_lstm_s8 = {unidirectional_sequence_lstm_s8, takes, packed_bytes,
                                             pack, scratch_bytes};
  kernels.conv_2d_s8 = {conv_2d_s8, takes, packed_bytes, pack, scratch_bytes, kFusesMaxPool};
  kernels.fully_connected_s8 = {fully_connected_s8, nullptr, packed_bytes, pack, scratch_bytes};
  kernels.max_pool_2d_f32 = {max_pool_2d_f32};
  kernels.average_pool_2d_f32 = {average_pool_2d_f32};
  kernels.max_pool_2d_s8 = {max_pool_2d_s8};
  kernels.average_pool_2d_s8 = {average_pool_2d_s8, takes};
  kernels.sum_s8 = {sum_s8, takes};
  kernels.add_s8 = {add_s8, takes};
  kernels.mul_s8 = {mul_s8, takes};
  kernels.quantize_s8 = {quantize_s8};
  kernels.softmax_s8 = {softmax_s8, takes};
  kernels.conv_2d_hybrid = {conv_2d_hybrid, takes, packed_bytes, pack, scratch_bytes};
  kernels.fully_connected_hybrid = {fully_connected_hybrid, nullptr, packed_bytes, pack,
                                    scratch_bytes};
  kernels.unidirectional_sequence_lstm_hybrid = {unidirectional_sequence_lstm_hybrid, nullptr,
                                                 packed_bytes, pack, scratch_bytes};
  return kernels;
}

}  // namespace

constexpr KernelTable kKernels = table();

}  // namespace ambulo::kernels::x86_avx512vnni
