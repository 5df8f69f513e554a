// SPDX-License-Identifier: Apache-2.0
// The kernels of AArch64's Advanced SIMD, which every 64-bit Arm core has. Besides the loops
// themselves, what dispatch asks about them is told apart by the arguments.
#pragma once

#include "runtime/kernels/kernels.h"
#include "runtime/kernels/quantized.h"

namespace ambulo::kernels::arm_neon {

void conv_2d_f32(const Conv2dArgs& args);
bool takes(const Conv2dArgs& args);
size_t packed_bytes(const Conv2dArgs& args);
void pack(const Conv2dArgs& args, void* packed);
size_t scratch_bytes(const Conv2dArgs& args);

void conv_2d_s8(const Conv2dS8Args& args);
bool takes(const Conv2dS8Args& args);
size_t packed_bytes(const Conv2dS8Args& args);
void pack(const Conv2dS8Args& args, void* packed);
size_t scratch_bytes(const Conv2dS8Args& args);

void depthwise_conv_2d_f32(const DepthwiseConv2dArgs& args);
bool takes(const DepthwiseConv2dArgs& args);

void depthwise_conv_2d_s8(const DepthwiseConv2dS8Args& args);
bool takes(const DepthwiseConv2dS8Args& args);

void max_pool_2d_f32(const PoolArgs& args);
void average_pool_2d_f32(const PoolArgs& args);
bool takes(const PoolArgs& args);

void max_pool_2d_s8(const PoolS8Args& args);
void average_pool_2d_s8(const PoolS8Args& args);
bool takes(const PoolS8Args& args);

void fully_connected_f32(const FullyConnectedArgs& args);

void fully_connected_s8(const FullyConnectedS8Args& args);
size_t packed_bytes(const FullyConnectedS8Args& args);
void pack(const FullyConnectedS8Args& args, void* packed);

void softmax_s8(const SoftmaxS8Args& args);

void softmax_f32(const SoftmaxArgs& args);
bool takes(const SoftmaxArgs& args);

void unidirectional_sequence_lstm_f32(const LstmArgs& args);
size_t packed_bytes(const LstmArgs& args);
void pack(const LstmArgs& args, void* packed);
size_t scratch_bytes(const LstmArgs& args);

void unidirectional_sequence_lstm_s8(const LstmS8Args& args);
bool takes(const LstmS8Args& args);
size_t packed_bytes(const LstmS8Args& args);
void pack(const LstmS8Args& args, void* packed);
size_t scratch_bytes(const LstmS8Args& args);

}  // namespace ambulo::kernels::arm_neon
