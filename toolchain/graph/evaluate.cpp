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
                                            const std::vector<DoubleTensor*>& operands,
                                            WorkBudget& budget) {
  require(!operands.empty() && operands[0] != nullptr, "operator without input");
  for (const DoubleTensor* operand : operands) {
    const bool is_whole = !operand || operand->values.size() == element_count(operand->shape) ||
                          !operand->items.empty();
    require(is_whole, "operand without content");
  }
  const Work most = work_of(op, operands);
  budget.charge(most);
  std::vector<DoubleTensor> results = std::visit(
      [&](const auto& attributes) {
        if constexpr (std::is_same_v<decltype(attributes), const Plain&>) {
          return evaluate(attributes, operands, op.outputs.size());
        } else {
          return as_list(evaluate(attributes, operands));
        }
      },
      op.attributes);
  budget.release(most.values);
  for (const DoubleTensor& result : results) budget.charge({0.0, values_of(result)});
  return results;
}

Evaluator::Evaluator(std::vector<const Graph*> graphs, const Work& most)
    : most_(most),
      budget_(most),
      graphs_(std::move(graphs)),
      tensors_(graphs_.size()),
      called_(graphs_.size(), false) {
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

Evaluator::Evaluator(const Graph& graph, const Work& most)
    : Evaluator(std::vector<const Graph*>{&graph}, most) {}

Evaluator::Evaluator(const Model& model, const Work& most)
    : Evaluator(
          [&] {
            std::vector<const Graph*> graphs;
            for (const Graph& graph : model.graphs) graphs.push_back(&graph);
            return graphs;
          }(),
          most) {}

// In place of what was there.
void Evaluator::store(DoubleTensor value, DoubleTensor& place) {
  budget_.release(values_of(place));
  place = std::move(value);
}

// What no one holds any longer, or whoever called.
void Evaluator::drop(const Values& values) {
  for (const DoubleTensor& value : values) budget_.release(values_of(value));
}

DoubleTensor Evaluator::copy(const DoubleTensor& value) {
  const double values = values_of(value);
  budget_.charge({values + 1.0, values});
  return value;
}

void Evaluator::reset_variables() {
  variables_.assign(variables_.size(), {});
  called_.assign(called_.size(), false);
  for (std::size_t g = 0; g < graphs_.size(); ++g) {
    for (std::size_t i = 0; i < tensors_[g].size(); ++i) {
      const Tensor& tensor = graphs_[g]->tensors[i];
      if (!tensor.is_variable) continue;
      budget_.release(values_of(tensors_[g][i]));
      budget_.charge({0.0, work_of(tensor).values});
      tensors_[g][i] = {tensor.shape, std::vector<double>(element_count(tensor.shape), 0.0)};
    }
  }
}

std::vector<DoubleTensor> Evaluator::run(const std::vector<DoubleTensor>& inputs) {
  const Graph& graph = *graphs_.at(0);
  require(inputs.size() == graph.inputs.size(), "the graph has another number of inputs");
  budget_.renew(most_.operations);
  Values values = inputs;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Tensor& tensor = tensor_at(graph, graph.inputs[i]);
    require(inputs[i].values.size() == element_count(tensor.shape), "input has another size");
    values[i].shape = tensor.shape;
    conform(values[i], tensor);
  }
  Values outputs = run_graph(0, values);
  drop(outputs);
  return outputs;
}

Evaluator::Values Evaluator::run_graph(std::size_t index, const Values& inputs) {
  const Graph& graph = *graphs_.at(index);
  Values& tensors = tensors_[index];
  require(inputs.size() == graph.inputs.size(), "a subgraph has another number of inputs");
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    store(copy(inputs[i]), tensors[static_cast<std::size_t>(graph.inputs[i])]);
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
        store(std::move(results[n]), tensors[static_cast<std::size_t>(op.outputs[n])]);
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
    outputs.push_back(copy(tensors[static_cast<std::size_t>(output)]));
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
    for (std::size_t i = 0; i < op.inputs.size(); ++i) values.push_back(copy(at(i)));
    return run_while(*loop, std::move(values));
  }
  if (const auto* call = std::get_if<CallOnce>(&op.attributes)) {
    const auto graph = static_cast<std::size_t>(call->graph);
    if (!called_[graph]) drop(run_graph(graph, {}));
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
    if (plain->kind == Plain::Kind::ReadVariable) return {copy(variable(op, tensors))};
    if (plain->kind == Plain::Kind::AssignVariable) {
      store(copy(at(1)), variable(op, tensors));
      return {};
    }
  }
  std::vector<DoubleTensor*> operands;
  for (const int input : op.inputs) {
    operands.push_back(input == kNone ? nullptr : &tensors[static_cast<std::size_t>(input)]);
  }
  return evaluate_operator(op, operands, budget_);
}

Evaluator::Values Evaluator::run_while(const While& loop, Values values) {
  for (int step = 0; step < kMostSteps; ++step) {
    const Values go_on = run_graph(static_cast<std::size_t>(loop.condition), values);
    require(go_on.size() == 1 && go_on[0].values.size() == 1, "condition is not one value");
    drop(go_on);
    if (go_on[0].values[0] == 0.0) return values;
    Values next = run_graph(static_cast<std::size_t>(loop.body), values);
    drop(std::exchange(values, std::move(next)));
  }
  throw Error(ErrorKind::Unsupported, fmt::format("loop of more than {} steps", kMostSteps));
}

}  // namespace ambulo::graph
