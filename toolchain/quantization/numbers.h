// SPDX-License-Identifier: Apache-2.0
// From real numbers to the numbers of a file: real = scale * (q - zero point), as the TFLite 8-bit
// quantization specification has it. q = round(real / scale) + zero point, half away from zero,
// clamped to the type.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "toolchain/graph/graph.h"

namespace ambulo::quantization {

struct Range {
  double low = 0.0, high = 0.0;

  void include(double value);
  void include(const Range& other);
  bool operator==(const Range&) const = default;
};

// Activations: int8 asymmetric over [-128, 127], int16 symmetric over [-32767, 32767]. The range is
// widened to hold 0, which has a number of its own.
graph::Quantization activation_numbers(Range range, graph::DataType type);

// A fixed scale, as SOFTMAX and LOGISTIC give.
graph::Quantization fixed_numbers(float scale, std::int64_t zero_point);

// Weights: int8 symmetric over [-largest, largest], one scale for each slice along axis; axis -1:
// one for all. With 127 numbers to a side the largest weight gets the last; with fewer, the scale
// is the one of least squared error, which clips the largest.
inline constexpr int kLargestInt8 = 127, kLargestInt4 = 7;
struct Int8Weights {
  std::vector<std::int8_t> values;
  graph::Quantization quantization;
};
// least_scales: empty, or a lower bound for each slice.
Int8Weights quantize_weights(std::span<const float> values, const std::vector<std::int32_t>& shape,
                             int axis, std::span<const double> least_scales = {},
                             int largest = kLargestInt8);

// One number; the content of a tensor of integers (int8, int16, int32 or int64). REQUIRES one
// scale, or one for each value.
std::int64_t quantize(double value, double scale, std::int64_t zero_point, graph::DataType type);
std::vector<std::uint8_t> quantize(std::span<const float> values,
                                   const graph::Quantization& quantization, graph::DataType type);

// Nearest float16, ties to even; beyond its range infinity.
std::uint16_t to_float16(float value);

}  // namespace ambulo::quantization
