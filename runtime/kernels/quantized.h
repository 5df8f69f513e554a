// SPDX-License-Identifier: Apache-2.0
// Arguments of integer and hybrid kernels. Integer results equal LiteRT's reference kernels byte
// for byte (TFLite 8-bit quantization specification): real = scale * (q - zero point); weights are
// symmetric, int8, with one scale for each output channel or one for all.
#pragma once

#include "runtime/kernels/kernel.h"
#include "runtime/kernels/kernels.h"
#include "runtime/kernels/weight_codes.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels {

// An int32 sum times input scale * weight scale / output scale = multiplier * 2^(shift - 31);
// runtime/core/fixed_point.h.
struct Rescale {
  int32_t multiplier = 0, shift = 0;
};

// Fused activation in the output's numbers.
struct IntegerClamp {
  int32_t low, high;
};

// T: int8 with int32 bias, or int16 with int64 bias and zero points 0. rescale: one for each output
// channel. Shapes as in Conv2dArgs, padding reads as the input's zero point.
template <typename T, typename Bias>
struct IntegerConv2dArgs {
  const T* input;
  const int8_t* filter;
  const Bias* bias;  // or null
  T* output;
  const Rescale* rescale;
  int32_t batch, input_channels, output_channels;
  WindowAxis rows, columns;
  int32_t input_zero_point, output_zero_point;
  IntegerClamp clamp;
  bool narrow_sums;  // int16 with a bias of int32: sums are rescaled as 32-bit ones
  int32_t pool = 1;  // as in Conv2dArgs
  KernelMemory memory = {};
};
using Conv2dS8Args = IntegerConv2dArgs<int8_t, int32_t>;
using Conv2dS16Args = IntegerConv2dArgs<int16_t, int64_t>;
// The classic scheme: weights are uint8 too, with a zero point, and one scale for all.
struct Conv2dU8Args : IntegerConv2dArgs<uint8_t, int32_t> {
  const uint8_t* filter;
  int32_t weight_zero_point;
};
// Of kernels that read coded weights: the pointers to plain ones are null.
struct Conv2dCodedS8Args : Conv2dS8Args {
  WeightCodes codes;
};

template <typename T, typename Bias>
struct IntegerDepthwiseConv2dArgs {  // filter (1,KH,KW,C*M)
  const T* input;
  const int8_t* filter;
  const Bias* bias;  // or null
  T* output;
  const Rescale* rescale;
  int32_t batch, channels, multiplier;
  WindowAxis rows, columns;
  int32_t input_zero_point, output_zero_point;
  IntegerClamp clamp;
  bool narrow_sums;  // as in IntegerConv2dArgs
  KernelMemory memory = {};
};
using DepthwiseConv2dS8Args = IntegerDepthwiseConv2dArgs<int8_t, int32_t>;
using DepthwiseConv2dS16Args = IntegerDepthwiseConv2dArgs<int16_t, int64_t>;
struct DepthwiseConv2dU8Args : IntegerDepthwiseConv2dArgs<uint8_t, int32_t> {
  const uint8_t* filter;
  int32_t weight_zero_point;
};
struct DepthwiseConv2dCodedS8Args : DepthwiseConv2dS8Args {
  WeightCodes codes;
};

template <typename T, typename Bias>
struct IntegerFullyConnectedArgs {  // weights (O,I); rescale: one for each output
  const T* input;
  const int8_t* weights;
  const Bias* bias;  // or null
  T* output;
  const Rescale* rescale;
  int32_t batch, inputs, outputs;
  int32_t input_zero_point, output_zero_point;
  IntegerClamp clamp;
  KernelMemory memory = {};
};
using FullyConnectedS8Args = IntegerFullyConnectedArgs<int8_t, int32_t>;
using FullyConnectedS16Args = IntegerFullyConnectedArgs<int16_t, int64_t>;
struct FullyConnectedU8Args : IntegerFullyConnectedArgs<uint8_t, int32_t> {
  const uint8_t* weights;
  int32_t weight_zero_point;
};
struct FullyConnectedCodedS8Args : FullyConnectedS8Args {
  WeightCodes codes;
};

template <typename T>
struct IntegerPoolArgs {
  const T* input;
  T* output;
  int32_t batch, channels;
  WindowAxis rows, columns;
  IntegerClamp clamp;
};
using PoolS8Args = IntegerPoolArgs<int8_t>;
using PoolS16Args = IntegerPoolArgs<int16_t>;
using PoolU8Args = IntegerPoolArgs<uint8_t>;

// Output scale 1/256, its zero point the least number. A difference of inputs times
// input_multiplier * 2^(input_shift - 31) is Q5.26; below least_difference its exponential counts
// as 0.
template <typename T>
struct ByteSoftmaxArgs {
  const T* input;
  T* output;
  int32_t rows, depth;
  int32_t input_multiplier, input_shift, least_difference;
};
using SoftmaxS8Args = ByteSoftmaxArgs<int8_t>;
using SoftmaxU8Args = ByteSoftmaxArgs<uint8_t>;

// Output in Q0.15. A difference of inputs times the multiplier is 65535 / 10 for each unit of the
// exponent.
struct SoftmaxS16Args {
  const int16_t* input;
  int16_t* output;
  int32_t rows, depth;
  int32_t input_multiplier, input_shift;
};

// Float activations, int8 weights (TFLite "hybrid"): each row (dense) or batch entry (convolutions)
// of the input is quantised on the fly, into scratch; sums are scaled back to float. Asymmetric
// are, in LiteRT, depthwise convolutions, others if their filter has scales by channel, and dense
// layers where the file says so.
struct FullyConnectedHybridArgs {
  const float* input;
  const int8_t* weights;
  const float* scales;  // (O)
  const float* bias;    // (O) or null
  float* output;
  int32_t batch, inputs, outputs;
  bool asymmetric;
  Clamp clamp;
  KernelMemory memory = {};
};

struct Conv2dHybridArgs {
  const float* input;
  const int8_t* filter;
  const float* scales;  // (O)
  const float* bias;    // (O) or null
  float* output;
  int32_t batch, input_channels, output_channels;
  WindowAxis rows, columns;
  bool asymmetric;
  Clamp clamp;
  KernelMemory memory = {};
};

struct DepthwiseConv2dHybridArgs {
  const float* input;
  const int8_t* filter;
  const float* scales;  // (C*M)
  const float* bias;    // (C*M) or null
  float* output;
  int32_t batch, channels, multiplier;
  WindowAxis rows, columns;
  Clamp clamp;
  KernelMemory memory = {};
};

struct LstmHybridArgs {
  const float* input;
  const int8_t* weights[4];
  const int8_t* recurrent[4];
  float weight_scales[4], recurrent_scales[4];
  const float* bias[4];
  float* hidden;
  float* cell;
  float* output;
  int32_t batch, steps, inputs, cells, batch_stride, step_stride;  // as in LstmArgs
  float cell_clip;
  bool asymmetric;
  KernelMemory memory = {};
};

// int8 activations and weights, int16 cell state in units of 2^cell_scale_log2. A gate is
// input_rescale * (weights x + input_bias) + recurrent_rescale * (recurrent h + recurrent_bias) in
// Q3.12; zero points are part of the biases. The hidden state has the numbers of hidden_rescale
// and hidden_zero_point, also where the output's say otherwise.
struct LstmS8Args {
  const int8_t* input;
  const int8_t* weights[4];
  const int8_t* recurrent[4];
  const int32_t* input_bias[4];
  const int32_t* recurrent_bias[4];
  Rescale input_rescale[4], recurrent_rescale[4], hidden_rescale;
  int8_t* hidden;
  int16_t* cell;
  int8_t* output;
  int32_t batch, steps, inputs, cells, batch_stride, step_stride;  // as in LstmArgs
  int32_t cell_scale_log2, hidden_zero_point;
  int16_t cell_clip;  // 0: none
  KernelMemory memory = {};
};
struct LstmCodedS8Args : LstmS8Args {
  WeightCodes weight_codes[4], recurrent_codes[4];
};

// All weights of one tensor, once.
struct DecodeArgs {
  WeightCodes codes;
  int8_t* output;
  size_t count;
};

}  // namespace ambulo::kernels
