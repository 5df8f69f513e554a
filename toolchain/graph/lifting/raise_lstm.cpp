// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/raise_lstm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "runtime/model/tflite_schema.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/lifting/constants.h"
#include "toolchain/graph/lifting/lstm_cells.h"
#include "toolchain/graph/lifting/running_order.h"
#include "toolchain/graph/lifting/simplify_views.h"

namespace ambulo::graph {
namespace {

namespace operand = schema::lstm_operand;

std::size_t index(int tensor) {
  return static_cast<std::size_t>(tensor);
}

std::int32_t size_of(std::size_t count) {
  return static_cast<std::int32_t>(count);
}

// int8 with one scale: what the operator's hybrid form holds exactly.
bool is_int8(const Tensor& tensor) {
  return tensor.type == DataType::Int8 && is_constant(tensor) && tensor.quantization &&
         tensor.quantization->scale.size() == 1 && tensor.quantization->zero_point[0] == 0;
}

bool stays_int8(const Graph& graph, const LstmChain& chain) {
  return std::ranges::all_of(chain.gates, [&](const GateWeights& gate) {
    return is_int8(graph.tensors[index(gate.input.weights)]) &&
           is_int8(graph.tensors[index(gate.recurrent.weights)]);
  });
}

// The part of a matrix (O,I) that a term names, as a constant of its own.
int add_matrix(Graph& graph, const LinearTerm& term, std::size_t rows, bool as_int8) {
  const Tensor whole = graph.tensors[index(term.weights)];
  const std::size_t columns = term.source.count, width = index(whole.shape[1]);
  Tensor part;
  part.shape = {size_of(rows), size_of(columns)};
  const auto at = [&](std::size_t r) { return (term.row + r) * width + term.column; };
  if (as_int8) {
    part.type = DataType::Int8;
    part.quantization = whole.quantization;
    for (std::size_t r = 0; r < rows; ++r) {
      const auto first = whole.data.begin() + static_cast<std::ptrdiff_t>(at(r));
      part.data.insert(part.data.end(), first, first + static_cast<std::ptrdiff_t>(columns));
    }
  } else {
    const DoubleTensor numbers = constant_value(graph, term.weights).value();
    DoubleTensor values{part.shape, {}};
    for (std::size_t r = 0; r < rows; ++r) {
      const auto first = numbers.values.begin() + static_cast<std::ptrdiff_t>(at(r));
      values.values.insert(values.values.end(), first,
                           first + static_cast<std::ptrdiff_t>(columns));
    }
    part = to_constant(values, part);
  }
  graph.tensors.push_back(std::move(part));
  return static_cast<int>(graph.tensors.size()) - 1;
}

void add_slice(Graph& graph, int from, const Shape& begin, const Shape& end, int to) {
  const auto list = [&](const Shape& values) {
    return add_constant(graph, "", {size_of(values.size())}, values);
  };
  const int first = list(begin), last = list(end), ones = list(Shape(begin.size(), 1));
  graph.operators.push_back({StridedSlice{}, {from, first, last, ones}, {to}});
}

void add_reshape(Graph& graph, int from, int to) {
  const Shape shape = graph.tensors[index(to)].shape;
  const int list = add_constant(graph, "", {size_of(shape.size())}, shape);
  graph.operators.push_back({Reshape{}, {from, list}, {to}});
}

// All inputs of a chain as one tensor (1,T,I); simplify_views finds out what it is.
int add_sequence(Graph& graph, const std::vector<Segment>& inputs) {
  std::map<int, int> flat;
  std::vector<int> steps;
  const auto width = size_of(inputs[0].count), time = size_of(inputs.size());
  for (const Segment& input : inputs) {
    const auto [it, is_new] = flat.try_emplace(input.tensor, kNone);
    if (is_new) {
      const auto count = size_of(element_count(graph.tensors[index(input.tensor)].shape));
      it->second = add_tensor(graph, "", {1, count});
      add_reshape(graph, input.tensor, it->second);
    }
    steps.push_back(add_tensor(graph, "", {1, width}));
    add_slice(graph, it->second, {0, size_of(input.begin)}, {1, size_of(input.begin + input.count)},
              steps.back());
  }
  const int rows = add_tensor(graph, "", {time, width});
  graph.operators.push_back({Concatenation{0, Activation::None}, steps, {rows}});
  const int sequence = add_tensor(graph, "", {1, time, width});
  add_reshape(graph, rows, sequence);
  return sequence;
}

int add_operator(Graph& graph, const LstmChain& chain, bool as_int8) {
  std::vector<int> operands(operand::kCount, kNone);
  operands[operand::kInput] = add_sequence(graph, chain.inputs);
  for (std::size_t k = 0; k < chain.gates.size(); ++k) {
    const GateWeights& gate = chain.gates[k];
    operands[operand::kInputToInputWeights + k] =
        add_matrix(graph, gate.input, chain.cells, as_int8);
    operands[operand::kRecurrentToInputWeights + k] =
        add_matrix(graph, gate.recurrent, chain.cells, as_int8);
    Tensor bias;
    bias.shape = {size_of(chain.cells)};
    graph.tensors.push_back(to_constant({bias.shape, gate.bias}, bias));
    operands[operand::kInputGateBias + k] = static_cast<int>(graph.tensors.size()) - 1;
  }
  for (const auto state : {operand::kOutputState, operand::kCellState}) {
    operands[index(state)] = add_tensor(graph, "", {1, size_of(chain.cells)});
    graph.tensors.back().is_variable = true;
  }
  const int output =
      add_tensor(graph, "", {1, size_of(chain.outputs.size()), size_of(chain.cells)});
  graph.operators.push_back({UnidirectionalSequenceLstm{}, operands, {output}});
  return output;
}

// The outputs of the single cells are now slices of the operator's output.
void replace_outputs(Graph& graph, const LstmChain& chain, int output) {
  const std::set<int> replaced(chain.outputs.begin(), chain.outputs.end());
  std::erase_if(graph.operators, [&](const Operator& op) {
    return op.outputs.size() == 1 && replaced.contains(op.outputs[0]);
  });
  for (std::size_t t = 0; t < chain.outputs.size(); ++t) {
    const int step = add_tensor(graph, "", {1, 1, size_of(chain.cells)});
    add_slice(graph, output, {0, size_of(t), 0}, {1, size_of(t + 1), size_of(chain.cells)}, step);
    add_reshape(graph, step, chain.outputs[t]);
  }
}

bool is_backward(const LstmChain& chain) {
  return chain.inputs[0].tensor == chain.inputs[1].tensor &&
         chain.inputs[1].begin < chain.inputs[0].begin;
}

std::string description(const LstmChain& chain, bool as_int8) {
  return fmt::format("{} single LSTM cells -> UNIDIRECTIONAL_SEQUENCE_LSTM of {} cells{}{}",
                     chain.outputs.size(), chain.cells, is_backward(chain) ? ", backwards" : "",
                     as_int8 ? ", int8 weights as they are" : "");
}

bool has_quantized_weights(const Graph& graph, const LstmChain& chain) {
  return std::ranges::any_of(chain.gates, [&](const GateWeights& gate) {
    return graph.tensors[index(gate.input.weights)].quantization ||
           graph.tensors[index(gate.recurrent.weights)].quantization;
  });
}

}  // namespace

Graph raise_lstm(Graph graph, std::vector<std::string>& changes) {
  // One at a time: the outputs of a layer are the inputs of the next.
  std::set<std::string> told;
  for (std::size_t tried = 0;;) {
    const LstmSearch search = find_lstm_chains(graph);
    for (const std::string& line : search.refused) {
      if (told.insert(line).second) changes.push_back(line);
    }
    if (tried >= search.chains.size()) return graph;
    const LstmChain& chain = search.chains[tried];
    const bool as_int8 = stays_int8(graph, chain);
    Graph raised = graph;
    replace_outputs(raised, chain, add_operator(raised, chain, as_int8));
    auto ordered = in_running_order(std::move(raised));
    if (!ordered) {
      changes.push_back("LSTM cells stay single: their inputs depend on their outputs");
      ++tried;
      continue;
    }
    changes.push_back(description(chain, as_int8));
    if (!as_int8 && has_quantized_weights(graph, chain)) {
      changes.push_back(
          "its int8 weights become float32: one scale for each row is more than the "
          "operator can hold");
    }
    graph = simplify_views(std::move(*ordered));
  }
}

}  // namespace ambulo::graph
