// SPDX-License-Identifier: Apache-2.0
// Cells are found at the product that gives h, and linked by their cell states.
#include "toolchain/graph/lifting/lstm_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace ambulo::graph {
namespace {

constexpr double kBiasTolerance = 1e-6;  // a first step has its recurrent product rounded into it

std::size_t index(int tensor) {
  return static_cast<std::size_t>(tensor);
}

// A cell as it stands in the graph: what goes into its four gates, and its states.
struct Cell {
  std::array<Segment, 4> gates;  // before the activation; the forget gate may be none at first
  int h = kNone, c = kNone;
  int c_before = kNone;  // kNone: zeros
};

class CellFinder {
 public:
  explicit CellFinder(const Graph& graph)
      : graph_(graph), views_(graph), forms_(graph, views_), reads_(graph.tensors.size(), 0) {
    const auto read = [&](int tensor) {
      if (tensor == kNone) return;
      for (const Segment& part : views_.of(tensor)) ++reads_[index(part.tensor)];
    };
    for (std::size_t i = 0; i < graph.operators.size(); ++i) {
      if (!views_.only_moves(i)) std::ranges::for_each(graph.operators[i].inputs, read);
    }
    std::ranges::for_each(graph.outputs, read);
  }

  const LinearForms& forms() const { return forms_; }
  // How often operators that compute, and the outputs of the graph, read a computed tensor.
  std::size_t reads(int tensor) const { return reads_[index(tensor)]; }

  std::vector<Cell> find() const {
    std::vector<Cell> cells;
    for (const Operator& op : graph_.operators) {
      if (!is_product(&op)) continue;
      for (const auto& [a, b] : {std::pair{0, 1}, std::pair{1, 0}}) {
        if (auto cell = cell_at(op, op.inputs[index(a)], op.inputs[index(b)])) {
          cells.push_back(*cell);
          break;
        }
      }
    }
    return cells;
  }

 private:
  static bool is_elementwise(const Operator* op, Elementwise::Kind kind) {
    const auto* both = op ? std::get_if<Elementwise>(&op->attributes) : nullptr;
    return both && both->kind == kind && both->activation == Activation::None;
  }
  bool is_product(const Operator* op) const {
    return is_elementwise(op, Elementwise::Kind::Mul) &&
           graph_.tensors[index(op->outputs[0])].type == DataType::Float32;
  }

  // The operator that computes all of this tensor, under whatever shape.
  const Operator* source(int tensor) const {
    const int same = views_.same_as(tensor);
    return same == kNone ? nullptr : forms_.producer_of(same);
  }

  // What this tensor is the activation of.
  std::optional<Segment> before(int tensor, Unary::Kind kind) const {
    const View& view = views_.of(tensor);
    if (view.size() != 1) return std::nullopt;
    const Operator* op = forms_.producer_of(view[0].tensor);
    const auto* unary = op ? std::get_if<Unary>(&op->attributes) : nullptr;
    if (!unary || unary->kind != kind) return std::nullopt;
    const View from = part_of(views_.of(op->inputs[0]), view[0].begin, view[0].count);
    return from.size() == 1 ? std::optional(from[0]) : std::nullopt;
  }

  // The two activations that are multiplied here, in this order.
  std::optional<std::pair<Segment, Segment>> product_of(const Operator* op, Unary::Kind first,
                                                        Unary::Kind second) const {
    if (!is_product(op)) return std::nullopt;
    for (const auto& [a, b] : {std::pair{0, 1}, std::pair{1, 0}}) {
      const auto left = before(op->inputs[index(a)], first);
      const auto right = before(op->inputs[index(b)], second);
      if (left && right) return std::pair{*left, *right};
    }
    return std::nullopt;
  }

  // sigmoid(f) c: the gate, and c or kNone for zeros.
  std::optional<std::pair<Segment, int>> kept_state(const Operator* op) const {
    if (!is_product(op)) return std::nullopt;
    for (const auto& [a, b] : {std::pair{0, 1}, std::pair{1, 0}}) {
      const auto gate = before(op->inputs[index(a)], Unary::Kind::Logistic);
      const int state = op->inputs[index(b)];
      if (!gate) continue;
      if (const auto* zeros = forms_.constant(state)) {
        const bool all = std::ranges::all_of(*zeros, [](double x) { return x == 0.0; });
        if (all) return std::pair{*gate, kNone};
      } else if (views_.same_as(state) != kNone) {
        return std::pair{*gate, views_.same_as(state)};
      }
    }
    return std::nullopt;
  }

  std::optional<Cell> cell_at(const Operator& op, int gate, int squashed) const {
    const auto output = before(gate, Unary::Kind::Logistic);
    const auto state = before(squashed, Unary::Kind::Tanh);
    if (!output || !state || state->begin != 0) return std::nullopt;
    const Operator* sum = forms_.producer_of(state->tensor);
    // A converter that knows the first state to be zero leaves out what it would be multiplied by.
    if (const auto taken = product_of(sum, Unary::Kind::Logistic, Unary::Kind::Tanh)) {
      Cell first;
      first.gates = {taken->first, Segment{}, taken->second, *output};
      first.h = op.outputs[0];
      first.c = state->tensor;
      return first;
    }
    if (!is_elementwise(sum, Elementwise::Kind::Add)) return std::nullopt;
    for (const auto& [a, b] : {std::pair{0, 1}, std::pair{1, 0}}) {
      const auto taken =
          product_of(source(sum->inputs[index(a)]), Unary::Kind::Logistic, Unary::Kind::Tanh);
      const auto kept = kept_state(source(sum->inputs[index(b)]));
      if (!taken || !kept) continue;
      Cell cell;
      cell.gates = {taken->first, kept->first, taken->second, *output};
      cell.h = op.outputs[0];
      cell.c = state->tensor;
      cell.c_before = kept->second;
      return cell;
    }
    return std::nullopt;
  }

  const Graph& graph_;
  const Views views_;
  const LinearForms forms_;
  std::vector<std::size_t> reads_;
};

// A cell's gate with its terms told apart. h_before: kNone in the first step.
std::optional<GateWeights> gate_weights(const LinearForm& form, int h_before, std::size_t cells) {
  if (!form.is_linear) return std::nullopt;
  GateWeights gate;
  gate.bias = form.constant;
  for (const LinearTerm& term : form.terms) {
    const bool recurrent = h_before != kNone && term.source == Segment{h_before, 0, cells};
    LinearTerm& place = recurrent ? gate.recurrent : gate.input;
    if (place.weights != kNone) return std::nullopt;
    place = term;
  }
  const bool complete =
      gate.input.weights != kNone && (h_before == kNone || gate.recurrent.weights != kNone);
  return complete ? std::optional(gate) : std::nullopt;
}

bool same_matrix(const LinearTerm& a, const LinearTerm& b) {
  return a.weights == b.weights && a.row == b.row && a.column == b.column &&
         a.source.count == b.source.count;
}

bool same_bias(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) {
    return std::abs(x - y) <= kBiasTolerance * std::max(1.0, std::abs(x));
  });
}

// Throws the reason, for a line of LstmSearch::refused.
struct NoChain {
  std::string why;
};

// Takes the gate of the next step into the chain.
void add_gate(LstmChain& chain, std::size_t k, const GateWeights& gate) {
  const std::size_t step = chain.outputs.size();
  GateWeights& all = chain.gates[k];
  if (gate.input.source != chain.inputs.back()) {
    throw NoChain{fmt::format("the gates of step {} have different inputs", step)};
  }
  const bool is_first = all.input.weights == kNone;
  if (!is_first && (!same_matrix(all.input, gate.input) || !same_bias(all.bias, gate.bias) ||
                    (step > 1 && !same_matrix(all.recurrent, gate.recurrent)))) {
    throw NoChain{fmt::format("step {} has other weights than the steps before", step)};
  }
  if (is_first || step == 1) all = gate;  // the recurrent weights, and a bias not rounded
}

void add_step(LstmChain& chain, const Cell& cell, const CellFinder& finder) {
  const std::size_t step = chain.outputs.size();
  const int h_before = step == 0 ? kNone : chain.outputs.back();
  for (std::size_t k = 0; k < chain.gates.size(); ++k) {
    if (cell.gates[k].tensor == kNone) continue;
    const auto gate = gate_weights(finder.forms().of(cell.gates[k]), h_before, chain.cells);
    if (!gate) {
      throw NoChain{
          fmt::format("gate {} of step {} is not linear in one input and the output of "
                      "the step before",
                      k, step)};
    }
    if (k == 0) chain.inputs.push_back(gate->input.source);
    add_gate(chain, k, *gate);
  }
  chain.outputs.push_back(cell.h);
}

}  // namespace

LstmSearch find_lstm_chains(const Graph& graph) {
  const CellFinder finder(graph);
  const std::vector<Cell> cells = finder.find();
  std::map<int, std::size_t> behind;  // the state before -> the cell
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].c_before != kNone) behind[cells[i].c_before] = i;
  }
  LstmSearch search;
  for (std::size_t first = 0; first < cells.size(); ++first) {
    if (cells[first].c_before != kNone) continue;
    LstmChain chain;
    chain.cells = cells[first].gates[0].count;
    try {
      for (std::size_t at = first;;) {
        add_step(chain, cells[at], finder);
        const auto next = behind.find(cells[at].c);
        const bool is_last = next == behind.end();
        if (finder.reads(cells[at].c) > (is_last ? 1u : 2u)) {  // tanh, and the next step
          throw NoChain{
              fmt::format("the cell state of step {} is used elsewhere", chain.outputs.size() - 1)};
        }
        if (is_last) break;
        at = next->second;
      }
      if (chain.outputs.size() < 2) throw NoChain{"there is one step only"};
      search.chains.push_back(std::move(chain));
    } catch (const NoChain& reason) {
      search.refused.push_back(fmt::format("LSTM cells stay single: {}", reason.why));
    }
  }
  return search;
}

}  // namespace ambulo::graph
