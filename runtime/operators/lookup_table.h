// SPDX-License-Identifier: Apache-2.0
// Functions of one 8-bit number as tables of 256 entries, made in prepare.
#pragma once

#include <ambulo/status.h>
#include <ambulo/tensor.h>

#include "runtime/kernels/quantized.h"
#include "runtime/operators/operator_context.h"

#include <cstdint>

namespace ambulo::operators {

// Emits output = table[input], table[q] = integer(q) limited to the type of the output.
template <typename Function>
void emit_table(OperatorContext& context, const Tensor& input, const Tensor& output,
                const kernels::IntegerClamp& clamp, Function integer) {
  uint8_t* table = context.persistent<uint8_t>(256);
  for (int32_t i = 0; table != nullptr && i < 256; ++i) {
    const int32_t q = input.type == TensorType::Int8 ? static_cast<int8_t>(i) : i;
    const int64_t y = integer(q);
    table[i] = static_cast<uint8_t>(y < clamp.low ? clamp.low : y > clamp.high ? clamp.high : y);
  }
  context.emit(&kernels::KernelTable::table_lookup,
               kernels::TableLookupArgs{input.data, output.data, input.shape.count(), table});
}

// The same with a function of real numbers, in the float32 steps of LiteRT.
void emit_real_table(OperatorContext& context, const Tensor& input, const Tensor& output,
                     float (*function)(float));

// Rounded once from double precision, for tables: sigmoid, tanh, e^x - 1 below zero.
float exact_logistic(float x);
float exact_tanh(float x);
float exact_elu(float x);

}  // namespace ambulo::operators
