// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/float16.h"

#include <utility>

#include "toolchain/graph/edit.h"
#include "toolchain/quantization/numbers.h"

namespace ambulo::quantization {
namespace {

using graph::DataType;
using graph::Graph;
using graph::Operator;
using graph::Tensor;

// What one more tensor and operator take in a file, at least.
constexpr std::size_t kDequantizeBytes = 100;

bool worth_it(const Tensor& tensor) {
  return is_constant(tensor) && tensor.type == DataType::Float32 && !tensor.quantization &&
         tensor.data.size() / 2 > kDequantizeBytes;
}

// The float32 constant becomes a computed tensor; what it was stands beside it in float16.
Operator dequantized(Graph& graph, int index) {
  const auto at = static_cast<std::size_t>(index);
  const std::vector<float> values = float_values(graph.tensors[at]);
  std::vector<std::uint8_t> bytes;
  bytes.reserve(2 * values.size());
  for (const float value : values) {
    const std::uint16_t half = to_float16(value);
    bytes.push_back(static_cast<std::uint8_t>(half));
    bytes.push_back(static_cast<std::uint8_t>(half >> 8));
  }
  const int stored = add_tensor(graph, graph.tensors[at].name + "/float16", graph.tensors[at].shape,
                                DataType::Float16);
  graph.tensors.back().data = std::move(bytes);
  graph.tensors[at].data.clear();
  return {graph::Plain{graph::Plain::Kind::Dequantize}, {stored}, {index}};
}

}  // namespace

Graph with_float16_weights(Graph graph) {
  std::vector<Operator> operators;
  const auto count = static_cast<int>(graph.tensors.size());
  for (int i = 0; i < count; ++i) {
    if (worth_it(graph.tensors[static_cast<std::size_t>(i)])) {
      operators.push_back(dequantized(graph, i));
    }
  }
  graph.operators.insert(graph.operators.begin(), std::move_iterator(operators.begin()),
                         std::move_iterator(operators.end()));
  return graph;
}

}  // namespace ambulo::quantization
