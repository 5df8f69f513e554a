// SPDX-License-Identifier: Apache-2.0
// The numbers behind the bytes of a constant: real = (stored - zero point) scale.
#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstring>

#include "toolchain/core/error.h"
#include "toolchain/graph/evaluate_indexing.h"

namespace ambulo::graph {
namespace {

template <typename T>
std::vector<double> numbers(const Tensor& tensor) {
  std::vector<double> result(tensor.data.size() / sizeof(T));
  for (std::size_t i = 0; i < result.size(); ++i) {
    T value;
    std::memcpy(&value, tensor.data.data() + i * sizeof(T), sizeof(T));
    result[i] = static_cast<double>(value);
  }
  return result;
}

// IEEE binary16: sign, 5 bits of exponent biased by 15, 10 bits of fraction.
double from_half(double bits) {
  const auto half = static_cast<std::uint32_t>(bits);
  const int exponent = static_cast<int>(half >> 10 & 31);
  const double fraction = half & 1023, sign = half & 0x8000 ? -1.0 : 1.0;
  if (exponent == 31) return fraction == 0 ? sign * INFINITY : NAN;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(1024.0 + fraction, exponent - 25);
}

void dequantize(const Quantization& quantization, DoubleTensor& tensor) {
  std::size_t inner = 1;
  const auto axis = static_cast<std::size_t>(quantization.axis);
  for (std::size_t i = axis + 1; i < tensor.shape.size(); ++i) inner *= index_of(tensor.shape[i]);
  const std::size_t channels = quantization.scale.size();
  for (std::size_t i = 0; i < tensor.values.size(); ++i) {
    const std::size_t c = channels == 1 ? 0 : i / inner % channels;
    tensor.values[i] = (tensor.values[i] - static_cast<double>(quantization.zero_point[c])) *
                       static_cast<double>(quantization.scale[c]);
  }
}

}  // namespace

DoubleTensor to_double(const Tensor& tensor) {
  DoubleTensor result{tensor.shape, {}};
  switch (tensor.type) {
    case DataType::Float32:
      result.values = numbers<float>(tensor);
      break;
    case DataType::Float16:
      result.values = numbers<std::uint16_t>(tensor);
      for (double& x : result.values) x = from_half(x);
      break;
    case DataType::Int8:
      result.values = numbers<std::int8_t>(tensor);
      break;
    case DataType::UInt8:
    case DataType::Bool:
      result.values = numbers<std::uint8_t>(tensor);
      break;
    case DataType::Int16:
      result.values = numbers<std::int16_t>(tensor);
      break;
    case DataType::Int32:
      result.values = numbers<std::int32_t>(tensor);
      break;
    case DataType::Int64:
      result.values = numbers<std::int64_t>(tensor);
      break;
    default:
      throw Error(ErrorKind::Unsupported,
                  fmt::format("cannot evaluate a constant of type {}", to_string(tensor.type)),
                  tensor.name);
  }
  require(result.values.size() == element_count(tensor.shape), "constant has another size");
  if (tensor.quantization) dequantize(*tensor.quantization, result);
  return result;
}

}  // namespace ambulo::graph
