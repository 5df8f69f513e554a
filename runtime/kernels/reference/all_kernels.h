// SPDX-License-Identifier: Apache-2.0
// The reference has every kernel, named as its row.
#pragma once

#include "runtime/kernels/kernel_table.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {

constexpr KernelTable all_kernels() {
  KernelTable table = {
#define AMBULO_KERNEL(name, Args) {name},
#include "runtime/kernels/kernels.def"
#undef AMBULO_KERNEL
  };
  table.conv_2d_hybrid.scratch_bytes = conv_2d_hybrid_scratch_bytes;
  table.depthwise_conv_2d_hybrid.scratch_bytes = depthwise_conv_2d_hybrid_scratch_bytes;
  table.fully_connected_hybrid.scratch_bytes = fully_connected_hybrid_scratch_bytes;
  table.unidirectional_sequence_lstm_hybrid.scratch_bytes =
      unidirectional_sequence_lstm_hybrid_scratch_bytes;
  table.conv_2d_coded_s8.scratch_bytes = conv_2d_coded_s8_scratch_bytes;
  table.depthwise_conv_2d_coded_s8.scratch_bytes = depthwise_conv_2d_coded_s8_scratch_bytes;
  table.fully_connected_coded_s8.scratch_bytes = fully_connected_coded_s8_scratch_bytes;
  table.unidirectional_sequence_lstm_coded_s8.scratch_bytes =
      unidirectional_sequence_lstm_coded_s8_scratch_bytes;
  return table;
}

// One of the rows with these arguments. Names no others, so that the kernels of operators that are
// not built in are dropped by the linker (the table would keep them all).
template <typename Args>
Kernel<Args> kernel_of([[maybe_unused]] Kernel<Args> KernelTable::*entry) {
#define AMBULO_KERNEL(name, RowArgs)                     \
  if constexpr (std::is_same_v<Args, RowArgs>) {         \
    constexpr Kernel<RowArgs> kRow = all_kernels().name; \
    if (entry == &KernelTable::name) return kRow;        \
  }
#include "runtime/kernels/kernels.def"
#undef AMBULO_KERNEL
  return {};
}

}  // namespace ambulo::kernels::reference
