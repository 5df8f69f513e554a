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

size_t conv_2d_hybrid_scratch_bytes(const Conv2dHybridArgs& args);
size_t depthwise_conv_2d_hybrid_scratch_bytes(const DepthwiseConv2dHybridArgs& args);
size_t fully_connected_hybrid_scratch_bytes(const FullyConnectedHybridArgs& args);
size_t unidirectional_sequence_lstm_hybrid_scratch_bytes(const LstmHybridArgs& args);
// Of coded weights, those of one output channel are decoded at a time.
size_t conv_2d_coded_s8_scratch_bytes(const Conv2dCodedS8Args& args);
size_t depthwise_conv_2d_coded_s8_scratch_bytes(const DepthwiseConv2dCodedS8Args& args);
size_t fully_connected_coded_s8_scratch_bytes(const FullyConnectedCodedS8Args& args);
size_t unidirectional_sequence_lstm_coded_s8_scratch_bytes(const LstmCodedS8Args& args);

}  // namespace ambulo::kernels::reference
