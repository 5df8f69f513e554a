// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/edit.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ambulo::graph {
namespace {

template <typename T>
int add_constant_of(Graph& graph, std::string name, Shape shape, DataType type,
                    const std::vector<T>& values) {
  const int index = add_tensor(graph, std::move(name), std::move(shape), type);
  auto& data = graph.tensors.back().data;
  data.resize(values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(data.data(), values.data(), data.size());
  return index;
}

template <typename T>
std::vector<T> values_of(const Tensor& tensor) {
  std::vector<T> values(tensor.data.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), tensor.data.data(), values.size() * sizeof(T));
  return values;
}

}  // namespace

int add_tensor(Graph& graph, std::string name, Shape shape, DataType type) {
  Tensor tensor;
  tensor.name = std::move(name);
  tensor.type = type;
  tensor.shape = std::move(shape);
  graph.tensors.push_back(std::move(tensor));
  return static_cast<int>(graph.tensors.size()) - 1;
}

int add_constant(Graph& graph, std::string name, Shape shape, const std::vector<float>& values) {
  return add_constant_of(graph, std::move(name), std::move(shape), DataType::Float32, values);
}

int add_constant(Graph& graph, std::string name, Shape shape,
                 const std::vector<std::int32_t>& values) {
  return add_constant_of(graph, std::move(name), std::move(shape), DataType::Int32, values);
}

std::vector<float> float_values(const Tensor& tensor) {
  return values_of<float>(tensor);
}

std::vector<std::int32_t> int_values(const Tensor& tensor) {
  return values_of<std::int32_t>(tensor);
}

bool is_constant(const Tensor& tensor) {
  return !tensor.data.empty() && !tensor.is_variable;
}

bool is_output(const Graph& graph, int tensor) {
  return std::ranges::find(graph.outputs, tensor) != graph.outputs.end();
}

std::optional<std::size_t> producer(const Graph& graph, int tensor) {
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const auto& outputs = graph.operators[i].outputs;
    if (std::ranges::find(outputs, tensor) != outputs.end()) return i;
  }
  return std::nullopt;
}

std::vector<std::size_t> consumers(const Graph& graph, int tensor) {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const auto& inputs = graph.operators[i].inputs;
    if (std::ranges::find(inputs, tensor) != inputs.end()) result.push_back(i);
  }
  return result;
}

void replace_uses(Graph& graph, int from, int to) {
  for (Operator& op : graph.operators) std::ranges::replace(op.inputs, from, to);
  std::ranges::replace(graph.outputs, from, to);
}

void remove_operators(Graph& graph, const std::vector<std::size_t>& operators) {
  std::vector<Operator> kept;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    if (std::ranges::find(operators, i) == operators.end()) {
      kept.push_back(std::move(graph.operators[i]));
    }
  }
  graph.operators = std::move(kept);
}

}  // namespace ambulo::graph
