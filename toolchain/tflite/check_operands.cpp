// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/check_operands.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "runtime/model/tflite_schema.h"
#include "toolchain/core/error.h"

namespace ambulo::tflite {
namespace {

using graph::Graph;
using graph::kNone;
using graph::Operator;

constexpr std::size_t kAnyRank = 99;

class Checker {
 public:
  Checker(const graph::Model& model, const Graph& graph, std::size_t index,
          const std::string& where)
      : model_(model), graph_(graph), op_(graph.operators[index]), index_(index), where_(where) {}

  void operator()(const graph::Conv2d& conv) const {
    operands({4, 4});
    vector_or_absent(2);
    output_rank(4);
    require(conv.stride_h > 0 && conv.stride_w > 0 && conv.dilation_h > 0 && conv.dilation_w > 0,
            "a stride or dilation that is not positive");
  }
  void operator()(const graph::DepthwiseConv2d& conv) const {
    operands({4, 4});
    vector_or_absent(2);
    output_rank(4);
    require(conv.stride_h > 0 && conv.stride_w > 0 && conv.dilation_h > 0 && conv.dilation_w > 0,
            "a stride or dilation that is not positive");
  }
  void operator()(const graph::Pool2d& pool) const {
    operands({4});
    output_rank(4);
    require(pool.stride_h > 0 && pool.stride_w > 0 && pool.filter_h > 0 && pool.filter_w > 0,
            "a stride or filter that is not positive");
  }
  void operator()(const graph::FullyConnected&) const {
    operands({kAnyRank, 2});
    vector_or_absent(2);
  }
  void operator()(const graph::StridedSlice&) const { operands({kAnyRank, 1, 1, 1}); }
  void operator()(const graph::Reduce&) const { operands({kAnyRank, kAnyRank}); }
  void operator()(const graph::BatchMatMul&) const { operands({kAnyRank, kAnyRank}); }
  void operator()(const graph::Gather&) const { operands({kAnyRank, kAnyRank}); }
  void operator()(const graph::Elementwise&) const { operands({kAnyRank, kAnyRank}); }
  void operator()(const graph::Plain& plain) const {
    operand(0, kAnyRank);
    for (std::size_t i = 0; i < op_.inputs.size(); ++i) operand(i, kAnyRank);
    for (const int output : op_.outputs) require(output != kNone, "an absent output");
    const bool assigns = plain.kind == graph::Plain::Kind::AssignVariable;
    require(assigns ? op_.inputs.size() == 2 : !op_.outputs.empty(), "another number of operands");
  }
  void operator()(const graph::Pack&) const { all_operands(); }
  void operator()(const graph::Unpack&) const {
    operand(0, kAnyRank);
    for (const int output : op_.outputs) require(output != kNone, "an absent output");
  }
  void operator()(const graph::VarHandle&) const {
    require(op_.outputs.size() == 1 && op_.outputs[0] != kNone, "not exactly one output");
  }
  void operator()(const graph::CallOnce& call) const {
    require(callee(call.graph).inputs.empty() && op_.outputs.empty(), "values to give or take");
  }
  void operator()(const graph::While& loop) const {
    const std::size_t count = op_.inputs.size();
    for (std::size_t i = 0; i < count; ++i) operand(i, kAnyRank);
    for (const int output : op_.outputs) require(output != kNone, "an absent output");
    const Graph &condition = callee(loop.condition), &body = callee(loop.body);
    require(op_.outputs.size() == count && body.inputs.size() == count &&
                body.outputs.size() == count && condition.inputs.size() == count &&
                condition.outputs.size() == 1,
            "graphs that take or give another number of values");
  }
  void operator()(const graph::Concatenation&) const { all_operands(); }
  void operator()(const graph::UnidirectionalSequenceLstm&) const {
    namespace at = schema::lstm_operand;
    require(op_.inputs.size() == at::kCount, "another number of operands than 24");
    operands({3});
    for (std::size_t i = at::kInputToForgetWeights; i <= at::kInputToOutputWeights; ++i) {
      operand(i, 2);
    }
    for (std::size_t i = at::kRecurrentToForgetWeights; i <= at::kRecurrentToOutputWeights; ++i) {
      operand(i, 2);
    }
    output_rank(3);
  }
  void operator()(const graph::Unknown&) const {}
  template <typename T>
  void operator()(const T&) const {  // one input
    operands({kAnyRank});
  }

 private:
  void require(bool holds, std::string_view what) const {
    if (holds) return;
    throw Error(ErrorKind::BadInput, fmt::format("{} has {}", type_name(op_), what),
                where_.empty() ? fmt::format("operator {}", index_)
                               : fmt::format("{}, operator {}", where_, index_));
  }

  const graph::Tensor& tensor(int index) const {
    return graph_.tensors[static_cast<std::size_t>(index)];
  }

  void operand(std::size_t i, std::size_t rank) const {
    require(i < op_.inputs.size() && op_.inputs[i] != kNone, "too few operands");
    require(rank == kAnyRank || tensor(op_.inputs[i]).shape.size() == rank,
            "an operand of the wrong rank");
  }

  void all_operands() const {
    for (std::size_t i = 0; i < op_.inputs.size(); ++i) operand(i, kAnyRank);
    operands({kAnyRank});
  }

  const Graph& callee(int graph) const {
    require(graph > 0 && static_cast<std::size_t>(graph) < model_.graphs.size(),
            "a graph that is not there");
    return model_.graphs[static_cast<std::size_t>(graph)];
  }

  void vector_or_absent(std::size_t i) const {
    if (i < op_.inputs.size() && op_.inputs[i] != kNone) operand(i, 1);
  }

  // The first operands, by rank, and exactly one output.
  void operands(std::initializer_list<std::size_t> ranks) const {
    std::size_t i = 0;
    for (const std::size_t rank : ranks) operand(i++, rank);
    require(op_.outputs.size() == 1 && op_.outputs[0] != kNone, "not exactly one output");
  }

  void output_rank(std::size_t rank) const {
    require(tensor(op_.outputs[0]).shape.size() == rank, "an output of the wrong rank");
  }

  const graph::Model& model_;
  const Graph& graph_;
  const Operator& op_;
  std::size_t index_;
  const std::string& where_;
};

// Before an operator runs its operands exist: constants, states, inputs, earlier outputs.
void check_order(const Graph& graph, const std::string& where) {
  std::vector<bool> computed(graph.tensors.size(), false), known(graph.tensors.size(), false);
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    const graph::Tensor& tensor = graph.tensors[i];
    known[i] =
        !tensor.data.empty() || tensor.is_variable || graph::element_count(tensor.shape) == 0;
  }
  for (const int input : graph.inputs) known[static_cast<std::size_t>(input)] = true;
  const auto refuse = [&](const graph::Tensor& tensor, const char* what) {
    throw Error(ErrorKind::BadInput, fmt::format("tensor '{}' {}", tensor.name, what), where);
  };
  for (const Operator& op : graph.operators) {
    for (const int input : op.inputs) {
      if (input == kNone || known[static_cast<std::size_t>(input)]) continue;
      refuse(graph.tensors[static_cast<std::size_t>(input)], "is used before it is computed");
    }
    for (const int output : op.outputs) {
      if (output == kNone) continue;
      const auto i = static_cast<std::size_t>(output);
      if (computed[i]) refuse(graph.tensors[i], "is computed twice");
      if (!graph.tensors[i].data.empty()) refuse(graph.tensors[i], "is a constant, but computed");
      computed[i] = known[i] = true;
    }
  }
  for (const int output : graph.outputs) {
    if (!known[static_cast<std::size_t>(output)]) {
      refuse(graph.tensors[static_cast<std::size_t>(output)], "is an output, but never computed");
    }
  }
}

std::vector<int> callees(const Operator& op) {
  if (const auto* loop = std::get_if<graph::While>(&op.attributes)) {
    return {loop->condition, loop->body};
  }
  if (const auto* call = std::get_if<graph::CallOnce>(&op.attributes)) return {call->graph};
  return {};
}

// After each round those graphs are out that call no one but graphs that were out before. What
// stays calls itself, or through so many others that whoever follows would run out of stack.
void check_recursion(const graph::Model& model, const std::string& where) {
  constexpr int kMostLevels = 64;
  std::vector<bool> out(model.graphs.size(), false);
  for (int level = 0; level < kMostLevels; ++level) {
    const std::vector<bool> before = out;
    for (std::size_t g = 0; g < model.graphs.size(); ++g) {
      out[g] = before[g] || std::ranges::all_of(model.graphs[g].operators, [&](const Operator& op) {
                 return std::ranges::all_of(
                     callees(op), [&](int to) { return before[static_cast<std::size_t>(to)]; });
               });
    }
    if (out == before) break;
  }
  if (std::ranges::find(out, false) != out.end()) {
    throw Error(ErrorKind::BadInput, "a subgraph calls itself, or through too many others", where);
  }
}

}  // namespace

void check_operands(const graph::Model& model, const std::string& where) {
  for (std::size_t g = 0; g < model.graphs.size(); ++g) {
    const Graph& graph = model.graphs[g];
    const std::string place = g == 0 ? where : fmt::format("{}, subgraph {}", where, g);
    for (std::size_t i = 0; i < graph.operators.size(); ++i) {
      std::visit(Checker(model, graph, i, place), graph.operators[i].attributes);
    }
    check_order(graph, place);
  }
  check_recursion(model, where);
}

}  // namespace ambulo::tflite
