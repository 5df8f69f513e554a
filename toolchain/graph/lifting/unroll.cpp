// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/unroll.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "runtime/model/tflite_schema.h"
#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate.h"
#include "toolchain/graph/evaluate_operators.h"
#include "toolchain/graph/lifting/constants.h"
#include "toolchain/graph/lifting/normal_form.h"
#include "toolchain/graph/lifting/probe.h"
#include "toolchain/graph/lifting/traced.h"

namespace ambulo::graph {
namespace {

constexpr std::size_t kMostOperators = 1 << 18;  // of the straight graph
constexpr int kMostSteps = 1 << 13;

class Unroller {
 public:
  Unroller(const Model& model, std::vector<std::string>& changes, const Work& most)
      : model_(model), budget_(most), changes_(changes), constants_(model.graphs.size()) {
    for (std::size_t g = 0; g < model.graphs.size(); ++g) {
      for (const Tensor& tensor : model.graphs[g].tensors) {
        constants_[g].push_back(constant_of(tensor));
      }
    }
  }

  Graph run() {
    const Graph& main = model_.graphs[0];
    result_.name = main.name;
    result_.signatures = main.signatures;
    Values inputs;
    std::uint64_t seed = 1;
    for (const int input : main.inputs) {
      const Tensor& tensor = main.tensors[index(input)];
      if (std::ranges::find(tensor.shape_signature, -1) != tensor.shape_signature.end()) {
        changes_.push_back(fmt::format("input ({}) is fixed to ({})",
                                       fmt::join(tensor.shape_signature, ", "),
                                       fmt::join(tensor.shape, ", ")));
      }
      budget_.charge(work_of(tensor));
      inputs.push_back(new_tensor(probe(tensor, seed++), tensor));
      result_.tensors.back().name = tensor.name;
      result_.inputs.push_back(inputs.back()->tensor);
    }
    for (const Value& output : run_graph(0, inputs)) result_.outputs.push_back(write(output));
    for (std::size_t i = 0; i < main.outputs.size(); ++i) {
      Tensor& tensor = result_.tensors[index(result_.outputs[i])];
      if (!is_constant(tensor)) tensor.name = main.tensors[index(main.outputs[i])].name;
    }
    return std::move(result_);
  }

 private:
  static std::size_t index(int tensor) { return static_cast<std::size_t>(tensor); }

  static Value constant_of(const Tensor& tensor) {
    const bool empty =
        !tensor.is_variable && byte_size(tensor.type) > 0 && element_count(tensor.shape) == 0;
    if (!is_constant(tensor) && !empty) return nullptr;
    return std::make_shared<Traced>(Traced{to_double(tensor), true, kNone, &tensor});
  }

  // A tensor of the result, computed at run time.
  Value new_tensor(DoubleTensor value, const Tensor& declared) {
    Tensor tensor;
    tensor.type = declared.type;
    tensor.shape = value.shape;
    tensor.quantization = declared.quantization;
    result_.tensors.push_back(std::move(tensor));
    const int number = static_cast<int>(result_.tensors.size()) - 1;
    return std::make_shared<Traced>(Traced{std::move(value), false, number, &declared});
  }

  // The tensor of the result that holds the value; constants are written when first needed.
  int write(const Value& value) {
    if (!value) return kNone;
    if (value->is_list) unsupported("a tensor list leaves the operators of tensor lists");
    if (value->tensor == kNone) {
      budget_.charge({0.0, values_of(value->value)});
      const bool unchanged = is_constant(*value->source);
      result_.tensors.push_back(unchanged ? *value->source
                                          : to_constant(value->value, *value->source));
      result_.tensors.back().shape_signature.clear();
      value->tensor = static_cast<int>(result_.tensors.size()) - 1;
    }
    return value->tensor;
  }

  Values run_graph(std::size_t g, const Values& inputs) {
    const Graph& graph = model_.graphs[g];
    budget_.charge({1.0 + static_cast<double>(constants_[g].size()), 0.0});
    const double outer_results = std::exchange(results_, 0.0);
    Values frame = constants_[g];
    for (std::size_t i = 0; i < inputs.size(); ++i) frame[index(graph.inputs[i])] = inputs[i];
    for (std::size_t i = 0; i < graph.operators.size(); ++i) {
      const Operator& op = graph.operators[i];
      try {
        Values results = run_operator(graph, op, frame);
        require(results.size() == op.outputs.size(), "another number of outputs than declared");
        for (std::size_t n = 0; n < results.size(); ++n) {
          frame[index(op.outputs[n])] = std::move(results[n]);
        }
      } catch (const Error& error) {
        const std::string place = fmt::format("operator {} {}", i, type_name(op));
        const std::string within =
            error.where().empty() ? "" : fmt::format(", subgraph {}", error.where());
        throw Error(error.kind(), error.message(),
                    g == 0 ? place + within : fmt::format("{} {}{}", g, place, within),
                    error.fix());
      }
    }
    Values outputs;
    for (const int output : graph.outputs) outputs.push_back(frame[index(output)]);
    release_frame(inputs, outputs, outer_results);
    return outputs;
  }

  // What a graph has computed goes, but for what it gives and what CALL_ONCE may have kept.
  void release_frame(const Values& inputs, const Values& outputs, double outer_results) {
    double kept = initializing_ > 0 ? results_ : 0.0;
    for (const Value& output : outputs) {
      const bool is_new = output && std::ranges::find(inputs, output) == inputs.end();
      if (is_new && kept < results_) kept += values_of(output->value);
    }
    kept = std::min(kept, results_);
    budget_.release(results_ - kept);
    results_ = outer_results + kept;
  }

  Values run_operator(const Graph& graph, const Operator& op, Values& frame) {
    Values operands;
    for (const int input : op.inputs) {
      operands.push_back(input == kNone ? nullptr : operand(graph, input, frame));
    }
    if (const auto* loop = std::get_if<While>(&op.attributes)) return run_while(*loop, operands);
    if (const auto* call = std::get_if<CallOnce>(&op.attributes)) {
      ++initializing_;
      run_graph(static_cast<std::size_t>(call->graph), {});
      --initializing_;
      return {};
    }
    if (const auto* handle = std::get_if<VarHandle>(&op.attributes)) {
      const auto [it, is_new] = handles_.try_emplace({handle->container, handle->name},
                                                     static_cast<double>(handles_.size()));
      return {known({{}, {it->second}}, first_output(graph, op))};
    }
    if (const auto* plain = std::get_if<Plain>(&op.attributes)) {
      if (plain->kind == Plain::Kind::AssignVariable) {
        if (!initializing_) unsupported("writes a variable: state from run to run is not lifted");
        variables_[handle_of(operands)] = operands.at(1);
        return {};
      }
      if (plain->kind == Plain::Kind::ReadVariable) {
        const auto variable = variables_.find(handle_of(operands));
        if (variable == variables_.end()) unsupported("reads a variable that is never set");
        return {variable->second};
      }
    }
    const auto* unknown = std::get_if<Unknown>(&op.attributes);
    if (unknown && is_tensor_list_operator(*unknown)) {
      return run_list(*unknown, operands, first_output(graph, op));
    }
    return run_plain(graph, op, operands);
  }

  // Recurrent states of the fused operator live in the result as they do in the file.
  Value operand(const Graph& graph, int input, Values& frame) {
    Value& value = frame[index(input)];
    const Tensor& tensor = graph.tensors[index(input)];
    if (!value && tensor.is_variable) {
      budget_.charge(work_of(tensor));
      value =
          new_tensor({tensor.shape, std::vector<double>(element_count(tensor.shape), 0.0)}, tensor);
      result_.tensors.back().is_variable = true;
    }
    require(value != nullptr, "operand is not computed yet");
    return value;
  }

  Values run_plain(const Graph& graph, const Operator& op, Values operands) {
    if (std::holds_alternative<UnidirectionalSequenceLstm>(op.attributes)) own_states(operands);
    std::vector<DoubleTensor*> values;
    bool is_known = asks_for_shape(op);
    bool all_known = true, nothing = true;
    for (const Value& value : operands) {
      if (value && value->is_list) unsupported("a tensor list as operand");
      values.push_back(value ? &value->value : nullptr);
      all_known = all_known && (!value || value->is_known);
    }
    is_known = is_known || (all_known && !unpacks(op, operands));
    std::vector<DoubleTensor> results = evaluate_operator(op, values, budget_);
    require(results.size() == op.outputs.size(), "another number of outputs than declared");
    for (std::size_t i = 0; i < results.size(); ++i) {
      results_ += values_of(results[i]);
      conform(results[i], graph.tensors[index(op.outputs[i])]);
      nothing = nothing && results[i].values.empty();
    }
    if (!is_known && !nothing) {
      return write_operator(graph, op, operands, values, std::move(results));
    }
    Values traced;
    for (std::size_t i = 0; i < results.size(); ++i) {
      traced.push_back(known(std::move(results[i]), graph.tensors[index(op.outputs[i])]));
    }
    return traced;
  }

  Values write_operator(const Graph& graph, const Operator& op, const Values& operands,
                        const std::vector<DoubleTensor*>& values,
                        std::vector<DoubleTensor> results) {
    if (result_.operators.size() > kMostOperators) unsupported("unrolls to too many operators");
    Values traced;
    Operator written{op.attributes, {}, {}, {}, op.version};
    for (const Value& value : operands) written.inputs.push_back(write(value));
    for (std::size_t i = 0; i < results.size(); ++i) {
      traced.push_back(new_tensor(std::move(results[i]), graph.tensors[index(op.outputs[i])]));
      traced.back()->is_known = unpacks(op, operands);
      written.outputs.push_back(traced.back()->tensor);
    }
    for (const int intermediate : op.intermediates) {
      result_.tensors.push_back(graph.tensors[index(intermediate)]);
      written.intermediates.push_back(static_cast<int>(result_.tensors.size()) - 1);
    }
    add_in_normal_form(result_, std::move(written), values);
    return traced;
  }

  // A converter to float16 makes constants of the zeros that states begin with.
  void own_states(Values& operands) {
    for (const std::size_t state :
         {schema::lstm_operand::kOutputState, schema::lstm_operand::kCellState}) {
      Value& value = operands.at(state);
      const auto is_zero = [](double x) { return x == 0.0; };
      if (!value || !value->is_known || !std::ranges::all_of(value->value.values, is_zero)) {
        continue;
      }
      Tensor declared = *value->source;
      declared.type = DataType::Float32;
      declarations(declared);
      value = new_tensor(value->value, declarations_.back()->tensors[0]);
      result_.tensors.back().is_variable = true;
      changes_.push_back("a state of UNIDIRECTIONAL_SEQUENCE_LSTM becomes a variable");
    }
  }

  Values run_while(const While& loop, Values values) {
    for (int step = 0; step < kMostSteps; ++step) {
      const std::size_t before = result_.operators.size();
      const Values go_on = run_graph(static_cast<std::size_t>(loop.condition), values);
      require(go_on.size() == 1 && go_on[0]->value.values.size() == 1,
              "condition is not one value");
      if (!go_on[0]->is_known) unsupported("the number of steps depends on the input");
      result_.operators.resize(before);  // what the condition computes beside its answer
      if (go_on[0]->value.values[0] == 0.0) {
        changes_.push_back(fmt::format("WHILE -> {} steps one behind the other", step));
        return values;
      }
      values = run_graph(static_cast<std::size_t>(loop.body), values);
    }
    unsupported(fmt::format("loop of more than {} steps", kMostSteps));
  }

  // ---- TensorFlow's lists of tensors ----

  Value blank(const Value& element_shape, const Tensor& declared) {
    DoubleTensor sizes = element_shape->value;
    for (double& size : sizes.values) size = std::max(size, 1.0);
    const Plain fill{Plain::Kind::Fill};
    DoubleTensor zero{{}, {0.0}};
    const Operator op{fill, {}, {}};
    return known(evaluate_operator(op, {&sizes, &zero}, budget_).at(0), declared);
  }

  Values run_list(const Unknown& op, const Values& operands, const Tensor& declared) {
    const auto at = [&](std::size_t i) {
      require(i < operands.size() && operands[i] != nullptr, "too few operands");
      return operands[i];
    };
    if (op.name == "FlexTensorListReserve") {
      if (!at(1)->is_known) unsupported("length of the tensor list depends on the input");
      require(at(1)->value.values.size() == 1 && at(1)->value.values[0] >= 0 &&
                  at(1)->value.values[0] < kMostSteps,
              "tensor list of an impossible length");
      return {list_of(Values(static_cast<std::size_t>(at(1)->value.values[0])))};
    }
    if (op.name == "FlexTensorListFromTensor") return {list_of(rows_of(at(0)))};
    if (op.name == "FlexTensorListGetItem") {
      const Value& item = at(0)->items[position(at(0), at(1))];
      return {item ? item : blank(at(2), declared)};
    }
    if (op.name == "FlexTensorListSetItem") {
      Values items = at(0)->items;
      items[position(at(0), at(1))] = at(2);
      return {list_of(std::move(items))};
    }
    if (op.name == "FlexTensorListStack") {
      Values items = at(0)->items;
      require(at(0)->is_list && !items.empty(), "an empty tensor list is stacked");
      const auto set = std::ranges::find_if(items, [](const Value& item) { return !!item; });
      for (Value& item : items) {
        if (item) continue;
        item = set == items.end() ? blank(at(1), declared)
                                  : known({(*set)->value.shape,
                                           std::vector<double>((*set)->value.values.size(), 0.0)},
                                          declared);
      }
      return stack(items, declared);
    }
    if (op.name == "FlexTensorListLength") {
      return {known({{}, {static_cast<double>(at(0)->items.size())}}, declared)};
    }
    unsupported("operator is not known");
  }

  // The operators that the list stands for, with a graph of their own for the outputs' types.
  Values rows_of(const Value& tensor) {
    require(!tensor->is_list && !tensor->value.shape.empty(), "a scalar is made a tensor list");
    const auto count = static_cast<std::size_t>(tensor->value.shape[0]);
    require(count < kMostSteps, "tensor list of an impossible length");
    Graph& graph = declarations(*tensor->source);
    Operator unpack{Unpack{0}, {0}, std::vector<int>(count, 0)};
    return run_plain(graph, unpack, {tensor});
  }
  Values stack(const Values& items, const Tensor& declared) {
    Tensor numbers = declared;
    numbers.quantization = items[0]->source->quantization;
    Graph& graph = declarations(numbers);
    return run_plain(graph, {Pack{0}, std::vector<int>(items.size(), 0), {0}}, items);
  }
  Graph& declarations(const Tensor& like) {
    Tensor declared = like;
    declared.data.clear();
    declared.is_variable = false;
    declarations_.push_back(std::make_unique<Graph>());
    declarations_.back()->tensors.push_back(std::move(declared));
    return *declarations_.back();
  }

  const Model& model_;
  WorkBudget budget_;
  double results_ = 0.0;  // values computed by the graph that runs
  Graph result_;
  std::vector<std::string>& changes_;
  std::vector<Values> constants_;  // as the tensors of each graph, null where computed
  std::map<std::pair<std::string, std::string>, double> handles_;
  std::map<double, Value> variables_;
  int initializing_ = 0;  // within CALL_ONCE
  std::vector<std::unique_ptr<Graph>> declarations_;
};

}  // namespace

Graph unroll(const Model& model, std::vector<std::string>& changes, const Work& most) {
  return Unroller(model, changes, most).run();
}

}  // namespace ambulo::graph
