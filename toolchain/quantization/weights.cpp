// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/weights.h"

#include <algorithm>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/graph/passes/remove_unused.h"
#include "toolchain/quantization/weighted.h"

namespace ambulo::quantization {
namespace {

// As the TFLite converter writes them: activations get a zero point of their own. Convolutions have
// no such option, they are asymmetric whenever their filter has several scales.
struct UseZeroPoints {
  void operator()(graph::FullyConnected& layer) const { layer.asymmetric_quantize_inputs = true; }
  void operator()(graph::UnidirectionalSequenceLstm& lstm) const {
    lstm.asymmetric_quantize_inputs = true;
  }
  template <typename T>
  void operator()(T&) const {}
};

}  // namespace

bool make_hybrid(graph::Graph& graph, graph::Operator& op) {
  const std::vector<WeightOperand> weights = weight_operands(op);
  const bool complete = std::ranges::all_of(weights, [&](const WeightOperand& weight) {
    return is_float_constant(graph, op, weight.operand);
  });
  if (weights.empty() || !complete) return false;
  for (const auto& [operand, axis] : weights) {
    op.inputs[operand] = add_int8_weights(graph, op.inputs[operand], axis);
  }
  std::visit(UseZeroPoints{}, op.attributes);
  op.version = 0;
  return true;
}

graph::Graph with_int8_weights(graph::Graph graph) {
  bool any = false;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    graph::Operator op = graph.operators[i];
    if (!make_hybrid(graph, op)) continue;
    graph.operators[i] = std::move(op);
    any = true;
  }
  if (!any) {
    throw Error(ErrorKind::Unsupported, "no operator has float32 weights to quantise", graph.name,
                "a model that is quantised already is left as it is");
  }
  return remove_unused(std::move(graph));
}

}  // namespace ambulo::quantization
