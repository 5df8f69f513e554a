// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/fuse_activation.h"

#include <optional>

#include "toolchain/graph/edit.h"

namespace ambulo::graph {
namespace {

std::optional<Activation> fusable(const Operator& op) {
  const auto* unary = std::get_if<Unary>(&op.attributes);
  if (!unary) return std::nullopt;
  if (unary->kind == Unary::Kind::Relu) return Activation::Relu;
  if (unary->kind == Unary::Kind::Relu6) return Activation::Relu6;
  return std::nullopt;
}

// The fused activation of operators whose kernels apply one; others (CONCATENATION: LiteRT
// refuses any) have none to set.
Activation* activation_of(Operator& op) {
  if (auto* conv = std::get_if<Conv2d>(&op.attributes)) return &conv->activation;
  if (auto* pool = std::get_if<Pool2d>(&op.attributes)) return &pool->activation;
  if (auto* dense = std::get_if<FullyConnected>(&op.attributes)) return &dense->activation;
  if (auto* both = std::get_if<Elementwise>(&op.attributes)) return &both->activation;
  return nullptr;
}

}  // namespace

Graph fuse_activation(Graph graph) {
  std::vector<std::size_t> fused;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const auto activation = fusable(graph.operators[i]);
    if (!activation) continue;
    const int before = graph.operators[i].inputs[0], behind = graph.operators[i].outputs[0];
    // A quantized operator would round once where two round twice.
    if (graph.tensors[static_cast<std::size_t>(before)].quantization) continue;
    const auto source = producer(graph, before);
    if (!source || is_output(graph, before) || consumers(graph, before).size() != 1) continue;
    Activation* slot = activation_of(graph.operators[*source]);
    if (!slot || *slot != Activation::None) continue;
    *slot = *activation;
    graph.operators[*source].outputs = {behind};
    fused.push_back(i);
  }
  remove_operators(graph, fused);
  return graph;
}

}  // namespace ambulo::graph
