// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/kernel_table.h"
#include "runtime/kernels/x86_avx512vnni/x86_avx512vnni.h"

namespace ambulo::kernels::x86_avx512vnni {
namespace {

constexpr KernelTable table() {
  constexpr bool kFusesMaxPool = true;
  KernelTable kernels{};
  kernels.conv_2d_f32 = {conv_2d_f32, takes, packed_bytes, pack, scratch_bytes, kFusesMaxPool};
  kernels.fully_connected_f32 = {fully_connected_f32, nullptr, packed_bytes, pack};
  kernels.conv_2d_s8 = {conv_2d_s8, takes, packed_bytes, pack, scratch_bytes, kFusesMaxPool};
  kernels.fully_connected_s8 = {fully_connected_s8, nullptr, packed_bytes, pack, scratch_bytes};
  return kernels;
}

}  // namespace

constexpr KernelTable kKernels = table();

}  // namespace ambulo::kernels::x86_avx512vnni
