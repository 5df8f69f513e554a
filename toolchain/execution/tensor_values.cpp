// SPDX-License-Identifier: Apache-2.0
#include "toolchain/execution/tensor_values.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

namespace ambulo::execution {
namespace {

using nlohmann::json;

constexpr std::size_t kShownRows = 8, kShownColumns = 8, kNameInFile = 80;

template <typename T>
T load(const NpyArray& array, std::size_t i) {
  T value;
  std::memcpy(&value, array.data.data() + i * sizeof(T), sizeof value);
  return value;
}

// IEEE 754 binary16: sign, five bits of exponent with bias 15, ten of fraction.
float from_half(std::uint16_t bits) {
  const float sign = (bits & 0x8000) != 0 ? -1.0f : 1.0f;
  const int exponent = bits >> 10 & 0x1F, fraction = bits & 0x3FF;
  if (exponent == 0x1F) return fraction == 0 ? sign * HUGE_VALF : std::nanf("");
  return sign * (exponent == 0 ? std::ldexp(static_cast<float>(fraction), -24)
                               : std::ldexp(static_cast<float>(fraction + 1024), exponent - 25));
}

json element(const NpyArray& array, std::size_t i) {
  switch (array.type) {
    case NpyType::Bool:
      return load<std::uint8_t>(array, i) != 0;
    case NpyType::Int8:
      return load<std::int8_t>(array, i);
    case NpyType::Int16:
      return load<std::int16_t>(array, i);
    case NpyType::Int32:
      return load<std::int32_t>(array, i);
    case NpyType::Int64:
      return load<std::int64_t>(array, i);
    case NpyType::UInt8:
      return load<std::uint8_t>(array, i);
    case NpyType::UInt16:
      return load<std::uint16_t>(array, i);
    case NpyType::UInt32:
      return load<std::uint32_t>(array, i);
    case NpyType::UInt64:
      return load<std::uint64_t>(array, i);
    case NpyType::Float16:
      return from_half(load<std::uint16_t>(array, i));
    case NpyType::Float32:
      return load<float>(array, i);
    case NpyType::Float64:
      return load<double>(array, i);
  }
  return nullptr;
}

std::string element_text(const NpyArray& array, std::size_t i) {
  const json value = element(array, i);
  return value.is_number_float() ? fmt::format("{:.6g}", value.get<double>()) : value.dump();
}

std::size_t count_of(const NpyArray& array) {
  return array.data.size() / byte_size(array.type);
}

// The part of the array that starts at element `first` and has the dimensions from `axis` on.
json nested(const NpyArray& array, std::size_t axis, std::size_t& next) {
  if (axis == array.shape.size()) return element(array, next++);
  json list = json::array();
  for (std::size_t i = 0; i < array.shape[axis]; ++i) list.push_back(nested(array, axis + 1, next));
  return list;
}

json with_values(const TensorValues& tensor) {
  json result = describe(tensor);
  std::size_t next = 0;
  result["values"] = nested(tensor.values, 0, next);
  return result;
}

// Rows along the last axis.
std::string values_text(const NpyArray& array) {
  const std::size_t columns = array.shape.empty() ? 1 : array.shape.back();
  const std::size_t count = count_of(array), rows = columns == 0 ? 0 : count / columns;
  std::string text;
  for (std::size_t row = 0; row < std::min(rows, kShownRows); ++row) {
    std::vector<std::string> cells;
    for (std::size_t c = 0; c < std::min(columns, kShownColumns); ++c) {
      cells.push_back(element_text(array, row * columns + c));
    }
    if (columns > kShownColumns) cells.push_back(fmt::format("... {} in all", columns));
    text += fmt::format("  {}\n", fmt::join(cells, "  "));
  }
  if (rows > kShownRows) text += fmt::format("  ... {} rows in all\n", rows);
  return text;
}

std::string printable(const std::string& name) {
  std::string result = name;
  for (char& c : result) {
    if (c < 0x20 || c > 0x7E) c = '?';
  }
  return result;
}

}  // namespace

std::string file_name(const TensorValues& tensor) {
  std::string name = tensor.name.substr(0, kNameInFile);
  for (char& c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '.' || c == '_';
    if (!plain) c = '_';
  }
  return fmt::format("{}_{}.npy", tensor.tensor, name);
}

json describe(const TensorValues& tensor) {
  json result = {{"index", tensor.tensor},
                 {"name", tensor.name},
                 {"operator", tensor.producer},
                 {"type", to_string(tensor.values.type)},
                 {"shape", tensor.values.shape}};
  if (tensor.quantization) {
    const graph::Quantization& q = *tensor.quantization;
    const bool one = q.scale.size() == 1;  // activations have one; only weights have more
    result["scale"] = one ? json(q.scale[0]) : json(q.scale);
    result["zero_point"] = one ? json(q.zero_point[0]) : json(q.zero_point);
  }
  return result;
}

json to_json(const RunResult& result) {
  json outputs = json::array();
  for (const TensorValues& output : result.outputs) outputs.push_back(with_values(output));
  return {{"runs", result.runs}, {"outputs", std::move(outputs)}};
}

std::string to_text(const RunResult& result) {
  std::string text;
  for (std::size_t i = 0; i < result.outputs.size(); ++i) {
    const TensorValues& output = result.outputs[i];
    text += fmt::format("output {} '{}': ({}) {}", i, printable(output.name),
                        fmt::join(output.values.shape, ", "), to_string(output.values.type));
    if (output.quantization && output.quantization->scale.size() == 1) {
      text += fmt::format(", value = {} * (q - {})", output.quantization->scale[0],
                          output.quantization->zero_point[0]);
    }
    text += '\n' + values_text(output.values);
  }
  return text;
}

}  // namespace ambulo::execution
