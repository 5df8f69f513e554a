// SPDX-License-Identifier: Apache-2.0
// What a graph costs: operators with shapes, parameters, multiply-accumulates and bytes, and the
// same by type of operator; as a table to read and as JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

struct TensorSummary {
  std::string name, type;  // "float32"
  std::vector<std::int32_t> shape;
  std::size_t bytes = 0;
};

struct OperatorSummary {
  std::string type;                   // "CONV_2D"
  std::vector<TensorSummary> inputs;  // those computed at run time
  std::vector<TensorSummary> outputs;
  std::size_t parameters = 0;  // numbers in constant operands that are weights, not shapes
  std::size_t macs = 0;        // multiply-accumulates of one inference
  std::size_t bytes = 0;       // of all constant operands
};

struct TypeSummary {
  std::string type;
  std::size_t count = 0, parameters = 0, macs = 0, bytes = 0;
};

struct Summary {
  std::string name;
  std::vector<TensorSummary> inputs, outputs;
  std::vector<OperatorSummary> operators;
  std::vector<TypeSummary> by_type;      // most MACs first
  std::vector<std::string> unsupported;  // types that the device runtime does not have
  TypeSummary total;
};

Summary summarize(const Graph& graph);

// What to do about the unsupported operators; empty: nothing helps, or nothing is missing.
std::string advice(const Summary& summary);

std::string to_text(const Summary& summary);
std::string by_type_text(const Summary& summary);  // the sums by type alone
nlohmann::json to_json(const Summary& summary);

}  // namespace ambulo::graph
