// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/constants.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"

namespace ambulo::graph {
namespace {

// The nearest number of the type.
template <typename T>
T narrowed(double value) {
  using Limits = std::numeric_limits<T>;
  if constexpr (Limits::is_integer) {
    if (std::isnan(value)) return T{0};
    if (value <= static_cast<double>(Limits::min())) return Limits::min();
    if (value >= static_cast<double>(Limits::max())) return Limits::max();
  }
  return static_cast<T>(value);
}

template <typename T>
void store(const DoubleTensor& value, Tensor& tensor) {
  tensor.data.resize(value.values.size() * sizeof(T));
  for (std::size_t i = 0; i < value.values.size(); ++i) {
    const T number = narrowed<T>(value.values[i]);
    std::memcpy(tensor.data.data() + i * sizeof(T), &number, sizeof(T));
  }
}

// Real numbers to what is stored; REQUIRES one scale.
DoubleTensor stored(DoubleTensor value, const Quantization& quantization) {
  const auto scale = static_cast<double>(quantization.scale.at(0));
  const auto zero = static_cast<double>(quantization.zero_point.at(0));
  for (double& x : value.values) x = std::round(x / scale + zero);
  return value;
}

}  // namespace

Tensor to_constant(const DoubleTensor& value, const Tensor& declared) {
  Tensor tensor;
  tensor.type = declared.type;
  tensor.shape = value.shape;
  tensor.quantization = declared.quantization;
  const DoubleTensor numbers =
      declared.quantization ? stored(value, *declared.quantization) : value;
  switch (declared.type) {
    case DataType::Float32:
      store<float>(numbers, tensor);
      break;
    case DataType::Int32:
      store<std::int32_t>(numbers, tensor);
      break;
    case DataType::Int64:
      store<std::int64_t>(numbers, tensor);
      break;
    case DataType::Int16:
      store<std::int16_t>(numbers, tensor);
      break;
    case DataType::Int8:
      store<std::int8_t>(numbers, tensor);
      break;
    case DataType::UInt8:
    case DataType::Bool:
      store<std::uint8_t>(numbers, tensor);
      break;
    default:
      throw Error(ErrorKind::Unsupported,
                  fmt::format("a computed constant of type {}", to_string(declared.type)));
  }
  return tensor;
}

std::optional<DoubleTensor> constant_value(const Graph& graph, int tensor) {
  if (tensor == kNone) return std::nullopt;
  const Tensor& itself = graph.tensors[static_cast<std::size_t>(tensor)];
  if (is_constant(itself)) return to_double(itself);
  const auto before = producer(graph, tensor);
  if (!before) return std::nullopt;
  const Operator& op = graph.operators[*before];
  const auto* plain = std::get_if<Plain>(&op.attributes);
  const Tensor& source = graph.tensors[static_cast<std::size_t>(op.inputs.at(0))];
  if (!plain || plain->kind != Plain::Kind::Dequantize || !is_constant(source)) return std::nullopt;
  return to_double(source);
}

}  // namespace ambulo::graph
