// SPDX-License-Identifier: Apache-2.0
// The few moves that building and rewriting a graph are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

using Shape = std::vector<std::int32_t>;

// Each adds a tensor and returns its index.
int add_tensor(Graph& graph, std::string name, Shape shape, DataType type = DataType::Float32);
int add_constant(Graph& graph, std::string name, Shape shape, const std::vector<float>& values);
int add_constant(Graph& graph, std::string name, Shape shape,
                 const std::vector<std::int32_t>& values);

// The content of a constant. REQUIRES its type to be float32, or int32.
std::vector<float> float_values(const Tensor& tensor);
std::vector<std::int32_t> int_values(const Tensor& tensor);

// Content is in the graph and never changes.
bool is_constant(const Tensor& tensor);
bool is_output(const Graph& graph, int tensor);

// Indices of operators.
std::optional<std::size_t> producer(const Graph& graph, int tensor);
std::vector<std::size_t> consumers(const Graph& graph, int tensor);

// Everything that read `from`, the outputs of the graph included, reads `to` afterwards.
void replace_uses(Graph& graph, int from, int to);

// Takes operators out; their order stays.
void remove_operators(Graph& graph, const std::vector<std::size_t>& operators);

}  // namespace ambulo::graph
