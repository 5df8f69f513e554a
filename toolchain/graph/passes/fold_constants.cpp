// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/fold_constants.h"

#include <algorithm>

#include "toolchain/graph/affine.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate.h"

namespace ambulo::graph {
namespace {

const Tensor& tensor_at(const Graph& graph, int index) {
  return graph.tensors[static_cast<std::size_t>(index)];
}

bool evaluates_to_float(const Graph& graph, const Operator& op) {
  const bool known = !std::holds_alternative<Unknown>(op.attributes);
  const auto constant_number = [&](int input) {
    if (input == kNone) return true;
    const Tensor& tensor = tensor_at(graph, input);
    return is_constant(tensor) && !tensor.quantization &&
           (tensor.type == DataType::Float32 || tensor.type == DataType::Int32);
  };
  return known && op.outputs.size() == 1 && std::ranges::all_of(op.inputs, constant_number) &&
         tensor_at(graph, op.outputs[0]).type == DataType::Float32;
}

void evaluate_now(Graph& graph, const Operator& op) {
  std::vector<DoubleTensor> constants;
  constants.reserve(op.inputs.size());
  std::vector<DoubleTensor*> operands;
  for (const int input : op.inputs) {
    constants.push_back(input == kNone ? DoubleTensor{} : to_double(tensor_at(graph, input)));
    operands.push_back(input == kNone ? nullptr : &constants.back());
  }
  WorkBudget budget;
  const DoubleTensor value = evaluate_operator(op, operands, budget).at(0);
  const int constant = add_constant(graph, tensor_at(graph, op.outputs[0]).name, value.shape,
                                    to_float(value.values));
  replace_uses(graph, op.outputs[0], constant);
}

// RESHAPE of RESHAPE reads the first one's input; true if then it does nothing at all.
bool simplify_reshape(Graph& graph, std::size_t index) {
  const int input = graph.operators[index].inputs[0];
  if (const auto before = producer(graph, input);
      before && std::holds_alternative<Reshape>(graph.operators[*before].attributes)) {
    graph.operators[index].inputs[0] = graph.operators[*before].inputs[0];
  }
  const Operator& op = graph.operators[index];
  if (tensor_at(graph, op.inputs[0]).shape != tensor_at(graph, op.outputs[0]).shape ||
      is_output(graph, op.outputs[0])) {
    return false;
  }
  replace_uses(graph, op.outputs[0], op.inputs[0]);
  return true;
}

}  // namespace

Graph fold_constants(Graph graph) {
  std::vector<std::size_t> folded;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator op = graph.operators[i];
    if (evaluates_to_float(graph, op) && !is_output(graph, op.outputs[0])) {
      evaluate_now(graph, op);
      folded.push_back(i);
    } else if (std::holds_alternative<Reshape>(op.attributes) && simplify_reshape(graph, i)) {
      folded.push_back(i);
    }
  }
  remove_operators(graph, folded);
  return graph;
}

}  // namespace ambulo::graph
