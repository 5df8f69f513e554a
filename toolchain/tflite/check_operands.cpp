// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/check_operands.h"

#include <fmt/format.h>

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
  Checker(const Graph& graph, const Operator& op, std::size_t index, const std::string& where)
      : graph_(graph), op_(op), index_(index), where_(where) {}

  void operator()(const graph::Conv2d& conv) const {
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
  void operator()(const graph::Mean&) const { operands({kAnyRank, kAnyRank}); }
  void operator()(const graph::Elementwise&) const { operands({kAnyRank, kAnyRank}); }
  void operator()(const graph::Concatenation&) const {
    for (std::size_t i = 0; i < op_.inputs.size(); ++i) operand(i, kAnyRank);
    operands({kAnyRank});
  }
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

}  // namespace

void check_operands(const Graph& graph, const std::string& where) {
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    std::visit(Checker(graph, op, i, where), op.attributes);
  }
  check_order(graph, where);
}

}  // namespace ambulo::tflite
