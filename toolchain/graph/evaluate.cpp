// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate_operators.h"

namespace ambulo::graph {

DoubleTensor to_double(const Tensor& tensor) {
  DoubleTensor result{tensor.shape, {}};
  const auto copy = [&](const auto& values) { result.values.assign(values.begin(), values.end()); };
  if (tensor.type == DataType::Float32) {
    copy(float_values(tensor));
  } else if (tensor.type == DataType::Int32) {
    copy(int_values(tensor));
  } else {
    throw Error(ErrorKind::Unsupported,
                fmt::format("cannot evaluate a constant of type {}", to_string(tensor.type)),
                tensor.name);
  }
  require(result.values.size() == element_count(tensor.shape), "constant has another size");
  return result;
}

DoubleTensor evaluate_operator(const Operator& op, const std::vector<DoubleTensor*>& operands) {
  require(!operands.empty() && operands[0] != nullptr, "operator without input");
  return std::visit([&](const auto& attributes) { return evaluate(attributes, operands); },
                    op.attributes);
}

Evaluator::Evaluator(const Graph& graph) : graph_(graph), tensors_(graph.tensors.size()) {
  for (std::size_t i = 0; i < tensors_.size(); ++i) {
    if (is_constant(graph.tensors[i])) tensors_[i] = to_double(graph.tensors[i]);
  }
  reset_variables();
}

void Evaluator::reset_variables() {
  for (std::size_t i = 0; i < tensors_.size(); ++i) {
    const Tensor& tensor = graph_.tensors[i];
    if (!tensor.is_variable) continue;
    tensors_[i] = {tensor.shape, std::vector<double>(element_count(tensor.shape), 0.0)};
  }
}

std::vector<DoubleTensor> Evaluator::run(const std::vector<DoubleTensor>& inputs) {
  require(inputs.size() == graph_.inputs.size(), "the graph has another number of inputs");
  const auto at = [&](int tensor) -> DoubleTensor& {
    return tensors_[static_cast<std::size_t>(tensor)];
  };
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Tensor& tensor = graph_.tensors[static_cast<std::size_t>(graph_.inputs[i])];
    require(inputs[i].values.size() == element_count(tensor.shape), "input has another size");
    at(graph_.inputs[i]) = {tensor.shape, inputs[i].values};
  }
  for (const Operator& op : graph_.operators) {
    std::vector<DoubleTensor*> operands;
    for (const int input : op.inputs) operands.push_back(input == kNone ? nullptr : &at(input));
    DoubleTensor result = evaluate_operator(op, operands);
    require(op.outputs.size() == 1, "an operator without exactly one output");
    const Tensor& declared = graph_.tensors[static_cast<std::size_t>(op.outputs[0])];
    if (result.shape != declared.shape) {
      throw Error(ErrorKind::BadInput, "an operator gives another shape than the graph declares",
                  fmt::format("{} '{}'", type_name(op), declared.name));
    }
    at(op.outputs[0]) = std::move(result);
  }
  std::vector<DoubleTensor> outputs;
  for (const int output : graph_.outputs) outputs.push_back(at(output));
  return outputs;
}

}  // namespace ambulo::graph
