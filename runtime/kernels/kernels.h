// SPDX-License-Identifier: Apache-2.0
// Arguments and signatures of all kernels, nothing else. A kernel trusts its arguments: shapes
// were checked, memory planned and options resolved in prepare. Tensors are dense, row-major;
// images (N,H,W,C). Every ISA namespace declares the same names; `reference` defines what is right.
#pragma once

#include <ambulo/tensor.h>

#include "runtime/kernels/kernel.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels {

// Fused activation: results are limited to [low, high].
struct Clamp {
  float low, high;
};

// One axis of a sliding window: tap k of output o reads input o * stride - pad + k * dilation,
// and nothing where that lies outside.
struct WindowAxis {
  int32_t input, output, filter, stride, dilation, pad;
};

struct Conv2dArgs {  // input (N,H,W,C), filter (O,KH,KW,C), bias (O) or null, output (N,H',W',O)
  const float* input;
  const float* filter;
  const float* bias;
  float* output;
  int32_t batch, input_channels, output_channels;
  WindowAxis rows, columns;
  Clamp clamp;
  KernelMemory memory = {};
};

struct DepthwiseConv2dArgs {  // filter (1,KH,KW,C*M), bias (C*M) or null, output (N,H',W',C*M)
  const float* input;
  const float* filter;
  const float* bias;
  float* output;
  int32_t batch, channels, multiplier;
  WindowAxis rows, columns;
  Clamp clamp;
  KernelMemory memory = {};
};

struct PoolArgs {  // input (N,H,W,C), output (N,H',W',C)
  const float* input;
  float* output;
  int32_t batch, channels;
  WindowAxis rows, columns;
  Clamp clamp;
};

struct FullyConnectedArgs {  // input (batch,I), weights (O,I), bias (O) or null, output (batch,O)
  const float* input;
  const float* weights;
  const float* bias;
  float* output;
  int32_t batch, inputs, outputs;
  Clamp clamp;
  KernelMemory memory = {};
};

struct SoftmaxArgs {  // input, output (rows,depth): e^(beta x) over the sum along depth
  const float* input;
  float* output;
  int32_t rows, depth;
  float beta;
};

enum class LstmGate { Input, Forget, Cell, Output };

// i, f, o = sigmoid(W x + R h + b), g = tanh(W x + R h + b), c = f c + i g, h = o tanh(c).
// input (N,T,I) or time major (T,N,I); weights (H,I), recurrent (H,H), bias (H) by LstmGate;
// hidden, cell (N,H): state before, then after; output (N,T,H) or (T,N,H).
struct LstmArgs {
  const float* input;
  const float* weights[4];
  const float* recurrent[4];
  const float* bias[4];
  float* hidden;
  float* cell;
  float* output;
  int32_t batch, steps, inputs, cells;
  int32_t batch_stride, step_stride;  // of rows: (N,T,.) has T and 1, time major 1 and N
  float cell_clip;                    // 0: none
  KernelMemory memory = {};
};

struct UnaryArgs {
  const float* input;
  float* output;
  size_t count;
};

struct ClampArgs {  // RELU and its kin
  const float* input;
  float* output;
  size_t count;
  Clamp clamp;
};

// Element strides of a tensor that is read or written along up to kMaxRank axes; 0 repeats.
using Dims = int32_t[kMaxRank];

struct BinaryArgs {  // output (dims) dense; a, b broadcast by stride 0; last axis innermost
  const float* a;
  const float* b;
  float* output;
  Dims dims, a_strides, b_strides;
  Clamp clamp;
};

struct MeanArgs {  // input (dims) dense; output_strides are 0 along the axes averaged over
  const float* input;
  float* output;
  Dims dims, output_strides;
  size_t output_count;
};

// output[sum i_d output_strides_d] = input[sum i_d input_strides_d] for all i in dims. TRANSPOSE,
// STRIDED_SLICE, PAD and CONCATENATION are all of this form; base pointers carry the offsets.
struct StridedCopyArgs {
  const float* input;
  float* output;
  Dims dims, input_strides, output_strides;
};

struct FillArgs {
  float* output;
  size_t count;
  float value;
};

}  // namespace ambulo::kernels
