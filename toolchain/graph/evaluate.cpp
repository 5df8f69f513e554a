// SPDX-License-Identifier: Apache-2.0
// Control flow and states; the operators themselves are in evaluate_*.cpp.
#include "toolchain/graph/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate_operators.h"

namespace ambulo::graph {
namespace {

constexpr int kMostSteps = 1 << 13;  // of a loop: a hostile file must not hang

const Tensor& tensor_at(const Graph& graph, int index) {
  return graph.tensors[static_cast<std::size_t>(index)];
}

// Foreign files leave sizes free, and write 1 for them.
bool fits(const std::vector<std::int32_t>& shape, const Tensor& declared) {
  if (shape == declared.shape || byte_size(declared.type) == 0) return true;
  return std::ranges::find(declared.shape_signature, -1) != declared.shape_signature.end() ||
         declared.shape.empty();
}

// Most operators have one result, a few have several.
std::vector<DoubleTensor> as_list(DoubleTensor value) {
  std::vector<DoubleTensor> list;
  list.push_back(std::move(value));
  return list;
}
std::vector<DoubleTensor> as_list(std::vector<DoubleTensor> values) {
  return values;
}

[[noreturn]] void needs_model() {
  throw Error(ErrorKind::Unsupported, "control flow is evaluated in a whole model only");
}

}  // namespace

DoubleTensor evaluate(const While&, const Operands&) {
  needs_model();
}
DoubleTensor evaluate(const CallOnce&, const Operands&) {
  needs_model();
}
DoubleTensor evaluate(const VarHandle&, const Operands&) {
  needs_model();
}

std::vector<DoubleTensor> evaluate_operator(const Operator& op,
                                            const std::vector<DoubleTensor*>& operands) {
  require(!operands.empty() && operands[0] != nullptr, "operator without input");
  for (const DoubleTensor* operand : operands) {
    const bool is_whole = !operand || operand->values.size() == element_count(operand->shape) ||
                          !operand->items.empty();
    require(is_whole, "operand without content");
  }
  return std::visit(
      [&](const auto& attributes) {
        if constexpr (std::is_same_v<decltype(attributes), const Plain&>) {
          return evaluate(attributes, operands, op.outputs.size());
        } else {
          return as_list(evaluate(attributes, operands));
        }
      },
      op.attributes);
}

Evaluator::Evaluator(std::vector<const Graph*> graphs)
    : graphs_(std::move(graphs)), tensors_(graphs_.size()), called_(graphs_.size(), false) {
  for (std::size_t g = 0; g < graphs_.size(); ++g) {
    tensors_[g].resize(graphs_[g]->tensors.size());
    for (std::size_t i = 0; i < tensors_[g].size(); ++i) {
      const Tensor& tensor = graphs_[g]->tensors[i];
      if (is_constant(tensor)) tensors_[g][i] = to_double(tensor);
      if (!tensor.is_variable) tensors_[g][i].shape = tensor.shape;  // empty ones have no data
    }
  }
  reset_variables();
}

Evaluator::Evaluator(const Graph& graph) : Evaluator(std::vector<const Graph*>{&graph}) {}

Evaluator::Evaluator(const Model& model)
    : Evaluator([&] {
        std::vector<const Graph*> graphs;
        for (const Graph& graph : model.graphs) graphs.push_back(&graph);
        return graphs;
      }()) {}

void Evaluator::reset_variables() {
  variables_.assign(variables_.size(), {});
  called_.assign(called_.size(), false);
  for (std::size_t g = 0; g < graphs_.size(); ++g) {
    for (std::size_t i = 0; i < tensors_[g].size(); ++i) {
      const Tensor& tensor = graphs_[g]->tensors[i];
      if (!tensor.is_variable) continue;
      tensors_[g][i] = {tensor.shape, std::vector<double>(element_count(tensor.shape), 0.0)};
    }
  }
}

std::vector<DoubleTensor> Evaluator::run(const std::vector<DoubleTensor>& inputs) {
  const Graph& graph = *graphs_.at(0);
  require(inputs.size() == graph.inputs.size(), "the graph has another number of inputs");
  Values values = inputs;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Tensor& tensor = tensor_at(graph, graph.inputs[i]);
    require(inputs[i].values.size() == element_count(tensor.shape), "input has another size");
    values[i].shape = tensor.shape;
    conform(values[i], tensor);
  }
  return run_graph(0, values);
}

Evaluator::Values Evaluator::run_graph(std::size_t index, const Values& inputs) {
  const Graph& graph = *graphs_.at(index);
  Values& tensors = tensors_[index];
  require(inputs.size() == graph.inputs.size(), "a subgraph has another number of inputs");
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    tensors[static_cast<std::size_t>(graph.inputs[i])] = inputs[i];
  }
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    try {
      Values results = run_operator(op, tensors);
      require(results.size() == op.outputs.size(), "another number of outputs than declared");
      for (std::size_t n = 0; n < results.size(); ++n) {
        const Tensor& declared = tensor_at(graph, op.outputs[n]);
        require(fits(results[n].shape, declared), "another shape than the graph declares");
        conform(results[n], declared);
        tensors[static_cast<std::size_t>(op.outputs[n])] = std::move(results[n]);
      }
    } catch (const Error& error) {
      if (!error.where().empty()) throw;
      const std::string place = index == 0 ? "" : fmt::format("subgraph {}, ", index);
      throw Error(error.kind(), error.message(),
                  fmt::format("{}operator {} {}", place, i, type_name(op)), error.fix());
    }
  }
  Values outputs;
  for (const int output : graph.outputs) {
    outputs.push_back(tensors[static_cast<std::size_t>(output)]);
  }
  return outputs;
}

DoubleTensor& Evaluator::variable(const Operator& op, Values& tensors) {
  const auto& handle = tensors[static_cast<std::size_t>(op.inputs[0])].values;
  require(
      handle.size() == 1 && handle[0] >= 0 && handle[0] < static_cast<double>(variables_.size()),
      "operand is no handle of a variable");
  return variables_[static_cast<std::size_t>(handle[0])];
}

Evaluator::Values Evaluator::run_operator(const Operator& op, Values& tensors) {
  const auto at = [&](std::size_t i) -> DoubleTensor& {
    require(i < op.inputs.size() && op.inputs[i] != kNone, "too few operands");
    return tensors[static_cast<std::size_t>(op.inputs[i])];
  };
  if (const auto* loop = std::get_if<While>(&op.attributes)) {
    Values values;
    for (std::size_t i = 0; i < op.inputs.size(); ++i) values.push_back(at(i));
    return run_while(*loop, std::move(values));
  }
  if (const auto* call = std::get_if<CallOnce>(&op.attributes)) {
    const auto graph = static_cast<std::size_t>(call->graph);
    if (!called_[graph]) run_graph(graph, {});
    called_[graph] = true;
    return {};
  }
  if (const auto* handle = std::get_if<VarHandle>(&op.attributes)) {
    const auto [it, is_new] =
        handles_.try_emplace({handle->container, handle->name}, variables_.size());
    if (is_new) variables_.emplace_back();
    return {{{}, {static_cast<double>(it->second)}}};
  }
  if (const auto* plain = std::get_if<Plain>(&op.attributes)) {
    if (plain->kind == Plain::Kind::ReadVariable) return {variable(op, tensors)};
    if (plain->kind == Plain::Kind::AssignVariable) {
      variable(op, tensors) = at(1);
      return {};
    }
  }
  std::vector<DoubleTensor*> operands;
  for (const int input : op.inputs) {
    operands.push_back(input == kNone ? nullptr : &tensors[static_cast<std::size_t>(input)]);
  }
  return evaluate_operator(op, operands);
}

Evaluator::Values Evaluator::run_while(const While& loop, Values values) {
  for (int step = 0; step < kMostSteps; ++step) {
    const Values go_on = run_graph(static_cast<std::size_t>(loop.condition), values);
    require(go_on.size() == 1 && go_on[0].values.size() == 1, "condition is not one value");
    if (go_on[0].values[0] == 0.0) return values;
    values = run_graph(static_cast<std::size_t>(loop.body), values);
  }
  throw Error(ErrorKind::Unsupported, fmt::format("loop of more than {} steps", kMostSteps));
}

}  // namespace ambulo::graph
