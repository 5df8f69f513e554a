// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/share_constants.h"

#include <map>
#include <tuple>
#include <vector>

#include "toolchain/graph/edit.h"

namespace ambulo::graph {

Graph share_constants(Graph graph) {
  using Content = std::tuple<DataType, std::vector<std::int32_t>, std::vector<std::uint8_t>,
                             std::vector<float>, std::vector<std::int64_t>, int>;
  std::map<Content, int> first;
  std::vector<int> shared(graph.tensors.size());
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    const Tensor& tensor = graph.tensors[i];
    shared[i] = static_cast<int>(i);
    if (!is_constant(tensor)) continue;
    const Quantization quantization = tensor.quantization.value_or(Quantization{});
    shared[i] = first
                    .try_emplace({tensor.type, tensor.shape, tensor.data, quantization.scale,
                                  quantization.zero_point, quantization.axis},
                                 static_cast<int>(i))
                    .first->second;
  }
  for (Operator& op : graph.operators) {
    for (int& input : op.inputs) {
      if (input != kNone) input = shared[static_cast<std::size_t>(input)];
    }
  }
  return graph;
}

}  // namespace ambulo::graph
