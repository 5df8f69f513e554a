// SPDX-License-Identifier: Apache-2.0
// Factors and limits of integer kernels, from the scales of their tensors.
#pragma once

#include <ambulo/status.h>
#include <ambulo/tensor.h>

#include "runtime/kernels/quantized.h"
#include "runtime/operators/operator_context.h"

#include <cstdint>

namespace ambulo::operators {

// BadQuantization where the factor is none that fixed-point numbers can hold.
Status rescale_by(double factor, kernels::Rescale& out);

inline bool is_byte(TensorType type) {
  return type == TensorType::Int8 || type == TensorType::UInt8;
}

// The range of an integer type.
kernels::IntegerClamp type_range(TensorType type);

// A fused activation in the numbers of the output. UnsupportedOperator when it is not a clamp.
Status integer_clamp(int8_t activation, const Tensor& output, kernels::IntegerClamp& out);

// BadQuantization unless all of these have a scale and a zero point that the type can hold.
Status check_all_quantized(const OperatorContext& context, const Tensor& a, const Tensor& b);
Status check_all_quantized(const OperatorContext& context, const Tensor& a, const Tensor& b,
                           const Tensor& c);

}  // namespace ambulo::operators
