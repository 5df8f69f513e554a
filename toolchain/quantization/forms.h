// SPDX-License-Identifier: Apache-2.0
// In which numbers an operator can compute, and what its operands and results must share, as the
// TFLite 8-bit quantization specification and the kernels have it.
#pragma once

#include <optional>
#include <string_view>

#include "toolchain/graph/graph.h"

namespace ambulo::quantization {

// Hybrid: int8 weights, float32 activations. Int4, Codebook: int8 activations and weights that are
// int8 when they are computed with, but stored in fewer bits. UInt8: the classic scheme, asymmetric
// with one scale for each tensor, weights too.
enum class Precision { Float32, Hybrid, Int16, Int8, Codebook, Int4, UInt8 };
std::string_view to_string(Precision precision);
graph::DataType activation_type(Precision precision);

// Whether the operator, as it stands in the graph, can be written so.
bool has_form(const graph::Graph& graph, const graph::Operator& op, Precision precision);

// Moves numbers or picks among them: results have the scale and zero point of what they come from.
bool keeps_numbers(const graph::Operator& op);

// The numbers that the kernel gives its result, whatever the range.
std::optional<graph::Quantization> fixed_result(const graph::Operator& op, Precision precision);

}  // namespace ambulo::quantization
