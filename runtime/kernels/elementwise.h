// SPDX-License-Identifier: Apache-2.0
// Arguments of integer kernels that work element by element or sum along axes, and of those that go
// from one type to another. Output may be an input of the same type. real = scale * (q - zero
// point).
#pragma once

#include "runtime/kernels/kernels.h"
#include "runtime/kernels/quantized.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels {

// Operands of binary operators: output (dims) dense; a, b broadcast by stride 0; last axis
// innermost.
template <typename T>
struct BinaryOperands {
  const T* a;
  const T* b;
  T* output;
  Dims dims, a_strides, b_strides;
};

// a + sign * b: both are brought to twice the larger scale with left_shift more bits, added, and
// brought to the scale of the output.
template <typename T>
struct IntegerAddArgs : BinaryOperands<T> {
  int32_t a_zero_point, b_zero_point, output_zero_point;
  int32_t left_shift, sign;
  Rescale a_rescale, b_rescale, output_rescale;
  IntegerClamp clamp;
};
using AddS8Args = IntegerAddArgs<int8_t>;
using AddS16Args = IntegerAddArgs<int16_t>;
using AddU8Args = IntegerAddArgs<uint8_t>;

template <typename T>
struct IntegerMulArgs : BinaryOperands<T> {
  int32_t a_zero_point, b_zero_point, output_zero_point;
  Rescale rescale;
  IntegerClamp clamp;
};
using MulS8Args = IntegerMulArgs<int8_t>;
using MulS16Args = IntegerMulArgs<int16_t>;
using MulU8Args = IntegerMulArgs<uint8_t>;

// x below zero times an alpha of its own; x is a, alpha is b.
struct PreluS8Args : BinaryOperands<int8_t> {
  int32_t a_zero_point, b_zero_point, output_zero_point;
  Rescale positive, negative;
  IntegerClamp clamp;
};

// MAXIMUM and MINIMUM of numbers of one scale.
using ExtremumS8Args = BinaryOperands<int8_t>;
using ExtremumS16Args = BinaryOperands<int16_t>;
using ExtremumU8Args = BinaryOperands<uint8_t>;

// Arithmetic of shapes: plain integers of 4 or 8 bytes that wrap round.
enum class Arithmetic : uint8_t { Add, Subtract, Multiply };
struct PlainIntegerArgs : BinaryOperands<void> {
  Arithmetic operation;
  int32_t element_bytes;
};

// output = table[input], both read as unsigned bytes: any function of one 8-bit number.
struct TableLookupArgs {
  const void* input;
  void* output;
  size_t count;
  const uint8_t* table;  // 256 entries
};

// Sigmoid or tanh of input * multiplier / 2^shift, a number with 12 fractional bits times 3.
struct SigmoidS16Args {
  const int16_t* input;
  int16_t* output;
  size_t count;
  int32_t multiplier, shift;
};

// Each sign has a factor of its own (LEAKY_RELU).
template <typename Out>
struct RescaleS16Args {
  const int16_t* input;
  Out* output;
  size_t count;
  Rescale positive, negative;
  int32_t output_zero_point;
  IntegerClamp clamp;
};
using RescaleS16ToS8Args = RescaleS16Args<int8_t>;
using RescaleS16ToS16Args = RescaleS16Args<int16_t>;

struct QuantizeArgs {
  const float* input;
  void* output;
  size_t count;
  float scale;
  int32_t zero_point;
};

struct DequantizeArgs {
  const void* input;
  float* output;
  size_t count;
  float scale;
  int32_t zero_point;
};

// Along some axes of a dense input: element (k0, ..., k4) of the dense output is made of the inputs
// at sum k_d kept_strides_d + sum r_d reduced_strides_d for all r in reduced_dims.
template <typename T>
struct ReduceArgs {
  const T* input;
  T* output;
  Dims kept_dims, kept_strides, reduced_dims, reduced_strides;
};
using ReduceF32Args = ReduceArgs<float>;

// Index of the first largest element along one axis: input (outer, axis, inner), output (outer,
// inner), int32 or int64.
template <typename T>
struct ArgMaxArgs {
  const T* input;
  void* output;
  int32_t outer, axis, inner;
  bool wide;
};
using ArgMaxF32Args = ArgMaxArgs<float>;
using ArgMaxS8Args = ArgMaxArgs<int8_t>;
using ArgMaxU8Args = ArgMaxArgs<uint8_t>;

template <typename T>
struct IntegerReduceArgs : ReduceArgs<T> {
  int32_t input_zero_point, output_zero_point;
  Rescale rescale;  // of a sum without zero points to the output; has 1 / count for a mean
  bool round_once;  // LiteRT rounds its sums once and its means twice
};
using ReduceS8Args = IntegerReduceArgs<int8_t>;
using ReduceS16Args = IntegerReduceArgs<int16_t>;
using ReduceU8Args = IntegerReduceArgs<uint8_t>;

// output (batch0, batch1, batch2, rows, columns) = x (..., rows, inner) y (..., inner, columns),
// each operand with strides of its own: 0 repeats a batch, a transposed one has them swapped.
template <typename T>
struct BatchMatMulOperands {
  const T* x;
  const T* y;
  T* output;
  int32_t batch[3], x_batch_strides[3], y_batch_strides[3];
  int32_t rows, inner, columns;
  int32_t x_row_stride, x_inner_stride, y_inner_stride, y_column_stride;
};
using BatchMatMulArgs = BatchMatMulOperands<float>;

struct BatchMatMulS8Args : BatchMatMulOperands<int8_t> {
  int32_t x_zero_point, y_zero_point, output_zero_point;
  Rescale rescale;
};

}  // namespace ambulo::kernels
