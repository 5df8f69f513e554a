// SPDX-License-Identifier: Apache-2.0
// The reference has every kernel, named as its row.
#include "runtime/kernels/kernel_table.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {
namespace {

constexpr KernelTable all() {
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
  return table;
}

}  // namespace

constexpr KernelTable kKernels = all();

}  // namespace ambulo::kernels::reference
