// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/edit.h"
#include "toolchain/quantization/qat/differentiate.h"

namespace ambulo::quantization {

int logits_of(const graph::Graph& graph) {
  const int output = graph.outputs.at(0);
  const auto last = graph::producer(graph, output);
  if (!last || !std::holds_alternative<graph::Softmax>(graph.operators[*last].attributes)) {
    return output;
  }
  return graph.operators[*last].inputs.at(0);
}

}  // namespace ambulo::quantization
