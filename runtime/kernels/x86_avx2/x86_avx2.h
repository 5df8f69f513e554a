// SPDX-License-Identifier: Apache-2.0
// The kernels of this instruction set; the functions that Kernel asks for are overloads by their
// arguments.
#pragma once

#include "runtime/kernels/elementwise.h"
#include "runtime/kernels/kernels.h"
#include "runtime/kernels/quantized.h"

#include <cstddef>

namespace ambulo::kernels::x86_avx2 {

void conv_2d_f32(const Conv2dArgs& args);
bool takes(const Conv2dArgs& args);
size_t packed_bytes(const Conv2dArgs& args);
void pack(const Conv2dArgs& args, void* packed);
size_t scratch_bytes(const Conv2dArgs& args);

void depthwise_conv_2d_f32(const DepthwiseConv2dArgs& args);
bool takes(const DepthwiseConv2dArgs& args);

void depthwise_conv_2d_s8(const DepthwiseConv2dS8Args& args);
bool takes(const DepthwiseConv2dS8Args& args);
size_t packed_bytes(const DepthwiseConv2dS8Args& args);
void pack(const DepthwiseConv2dS8Args& args, void* packed);

void fully_connected_f32(const FullyConnectedArgs& args);
size_t packed_bytes(const FullyConnectedArgs& args);
void pack(const FullyConnectedArgs& args, void* packed);

void unidirectional_sequence_lstm_f32(const LstmArgs& args);
size_t packed_bytes(const LstmArgs& args);
void pack(const LstmArgs& args, void* packed);
size_t scratch_bytes(const LstmArgs& args);

void unidirectional_sequence_lstm_s8(const LstmS8Args& args);
bool takes(const LstmS8Args& args);
size_t packed_bytes(const LstmS8Args& args);
void pack(const LstmS8Args& args, void* packed);
size_t scratch_bytes(const LstmS8Args& args);

void conv_2d_s8(const Conv2dS8Args& args);
bool takes(const Conv2dS8Args& args);
size_t packed_bytes(const Conv2dS8Args& args);
void pack(const Conv2dS8Args& args, void* packed);
size_t scratch_bytes(const Conv2dS8Args& args);

void fully_connected_s8(const FullyConnectedS8Args& args);
size_t packed_bytes(const FullyConnectedS8Args& args);
void pack(const FullyConnectedS8Args& args, void* packed);
size_t scratch_bytes(const FullyConnectedS8Args& args);

void max_pool_2d_f32(const PoolArgs& args);
void average_pool_2d_f32(const PoolArgs& args);
void max_pool_2d_s8(const PoolS8Args& args);
void average_pool_2d_s8(const PoolS8Args& args);
bool takes(const PoolS8Args& args);  // for the average

void sum_s8(const ReduceS8Args& args);
bool takes(const ReduceS8Args& args);

void add_s8(const AddS8Args& args);
bool takes(const AddS8Args& args);
void mul_s8(const MulS8Args& args);
bool takes(const MulS8Args& args);

void quantize_s8(const QuantizeArgs& args);

void softmax_s8(const SoftmaxS8Args& args);
bool takes(const SoftmaxS8Args& args);

void conv_2d_hybrid(const Conv2dHybridArgs& args);
bool takes(const Conv2dHybridArgs& args);
size_t packed_bytes(const Conv2dHybridArgs& args);
void pack(const Conv2dHybridArgs& args, void* packed);
size_t scratch_bytes(const Conv2dHybridArgs& args);

void fully_connected_hybrid(const FullyConnectedHybridArgs& args);
size_t packed_bytes(const FullyConnectedHybridArgs& args);
void pack(const FullyConnectedHybridArgs& args, void* packed);
size_t scratch_bytes(const FullyConnectedHybridArgs& args);

void unidirectional_sequence_lstm_hybrid(const LstmHybridArgs& args);
size_t packed_bytes(const LstmHybridArgs& args);
void pack(const LstmHybridArgs& args, void* packed);
size_t scratch_bytes(const LstmHybridArgs& args);

}  // namespace ambulo::kernels::x86_avx2
