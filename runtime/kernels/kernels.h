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
  int32_t pool = 1;  // 2: the larger of two columns is stored, a last single one is not
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

// Of element by element functions output may be an input of the same type (all in place).
struct UnaryArgs {
  const float* input;
  float* output;
  size_t count;
};

struct LeakyReluArgs {  // alpha * x below zero
  const float* input;
  float* output;
  size_t count;
  float alpha;
};

struct ClampArgs {  // RELU and its kin
  const float* input;
  float* output;
  size_t count;
  Clamp clamp;
};

// Element strides of a tensor that is read or written along up to kMaxRank axes; 0 repeats.
using Dims = int32_t[kMaxRank];

// Output may be an operand that is not repeated.
struct BinaryArgs {  // output (dims) dense; a, b broadcast by stride 0; last axis innermost
  const float* a;
  const float* b;
  float* output;
  Dims dims, a_strides, b_strides;
  Clamp clamp;
};

struct MeanArgs {  // or sum: input (dims) dense; output_strides are 0 along the axes that are
                   // reduced
  const float* input;
  float* output;
  Dims dims, output_strides;
  size_t output_count;
};

// output[sum i_d output_strides_d] = input[sum i_d input_strides_d] for all i in dims, whatever the
// type: elements of 1, 2, 4 or 8 bytes. TRANSPOSE, STRIDED_SLICE, FILL and many more are of this
// form; base pointers carry the offsets, input strides of 0 repeat.
struct StridedCopyArgs {
  const void* input;
  void* output;
  Dims dims, input_strides, output_strides;
  int32_t element_bytes;
};

// SPACE_TO_BATCH_ND and its inverse. space (N,H,W,row), blocks (N*BH*BW,H',W',row): block image
// (by*BW + bx)*N + n holds the elements of image n at rows by, by + BH, ... and columns bx,
// bx + BW, ... of the space with `top` rows and `left` columns put before it.
struct SpaceToBatchArgs {
  const void* input;
  void* output;
  int32_t batch, height, width;         // of the space
  int32_t blocks_height, blocks_width;  // H', W'
  int32_t block_rows, block_columns;    // BH, BW
  int32_t top, left;
  size_t row_bytes;  // of what lies beyond the columns
  uint8_t padding;   // the byte that stands for zero
};

// output (outer, indices, row) = input (outer, axis, row) at the indices, all inside.
struct GatherArgs {
  const void* input;
  const int32_t* indices;
  void* output;
  int32_t outer, axis, index_count;
  size_t row_bytes;
};

struct FillBytesArgs {
  void* output;
  size_t bytes;
  uint8_t value;
};

}  // namespace ambulo::kernels
