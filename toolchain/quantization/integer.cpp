// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/integer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/quantization/coded_weights.h"
#include "toolchain/quantization/integer_lstm.h"
#include "toolchain/quantization/integer_weights.h"
#include "toolchain/quantization/tensor_numbers.h"
#include "toolchain/quantization/weighted.h"
#include "toolchain/quantization/weights.h"

namespace ambulo::quantization {
namespace {

using graph::DataType;
using graph::Graph;
using graph::kNone;
using graph::Operator;
using graph::Quantization;
using graph::Tensor;

bool computes_floats(const Graph& graph, const Operator& op) {
  return std::ranges::any_of(op.outputs, [&](int output) {
    return output != kNone &&
           graph.tensors[static_cast<std::size_t>(output)].type == DataType::Float32;
  });
}

struct Stored {  // what a tensor is stored as
  DataType type = DataType::Float32;
  Quantization numbers = {};  // of integers
};

bool same(const Stored& a, const Stored& b) {
  return a.type == b.type && a.numbers.scale == b.numbers.scale &&
         a.numbers.zero_point == b.numbers.zero_point;
}

class Rewriting {
 public:
  Rewriting(Graph graph, const Calibration& calibration, const Plan& plan, Ends ends,
            const Coding& coding)
      : numbers_(graph, calibration, plan),
        graph_(std::move(graph)),
        plan_(plan),
        ends_(ends),
        coding_(coding) {}

  Graph finish() {
    const std::vector<Operator> before = std::exchange(graph_.operators, {});
    if (ends_ == Ends::Integer) store_inputs(before);
    for (std::size_t i = 0; i < before.size(); ++i) add(before[i], plan_[i]);
    if (ends_ == Ends::Float32) {
      for (int& output : graph_.outputs) output = float_output(output);
    }
    return std::move(graph_);
  }

 private:
  Tensor& tensor(int index) { return graph_.tensors[static_cast<std::size_t>(index)]; }
  bool is_float(int index) { return index != kNone && tensor(index).type == DataType::Float32; }

  Stored stored(int index) {
    return {tensor(index).type, tensor(index).quantization.value_or(Quantization{})};
  }
  void store(int index, const Stored& as) {
    tensor(index).type = as.type;
    tensor(index).quantization = as.numbers;
  }

  // Inputs of the network in the numbers that their first reader wants.
  void store_inputs(const std::vector<Operator>& operators) {
    for (const int input : graph_.inputs) {
      for (std::size_t i = 0; i < operators.size(); ++i) {
        const DataType type = activation_type(plan_[i]);
        if (std::ranges::find(operators[i].inputs, input) == operators[i].inputs.end()) continue;
        if (is_float(input) && type != DataType::Float32) {
          store(input, {type, numbers_.of(input, plan_[i])});
        }
        break;
      }
    }
  }

  void add(Operator op, Precision precision) {
    const bool integer = activation_type(precision) != DataType::Float32;
    if (!integer || !computes_floats(graph_, op)) {
      for (int& input : op.inputs) input = read_as_float(input);
      if (precision == Precision::Hybrid) make_hybrid(graph_, op);
      graph_.operators.push_back(std::move(op));
      return;
    }
    const DataType type = activation_type(precision);
    for (const int output : op.outputs) {
      if (is_float(output)) store(output, {type, numbers_.of(output, precision)});
    }
    if (std::holds_alternative<graph::UnidirectionalSequenceLstm>(op.attributes)) {
      read_activation(op, 0, precision);
      make_integer_lstm(graph_, op, numbers_.calibration(), largest_weight(precision));
    } else if (!weight_operands(op).empty()) {
      read_activation(op, 0, precision);
      make_integer_weights(graph_, op, largest_weight(precision));
    } else {
      for (std::size_t i = 0; i < op.inputs.size(); ++i) read_activation(op, i, precision);
    }
    if (auto* sum = std::get_if<graph::Elementwise>(&op.attributes)) sum->pot_scale_int16 = false;
    op.version = 0;
    if (precision == Precision::Codebook) share_values(graph_, op, coding_.clusters);
    if (precision == Precision::Codebook || precision == Precision::Int4) {
      if (!coding_.expand) store_codes(graph_, op, precision);
    }
    graph_.operators.push_back(std::move(op));
  }

  static int largest_weight(Precision precision) {
    return precision == Precision::Int4 ? kLargestInt4 : kLargestInt8;
  }

  // Makes the operand what the operator wants: operators that keep numbers want those of their
  // result, others take any of their type.
  void read_activation(Operator& op, std::size_t i, Precision precision) {
    const int index = op.inputs[i];
    const DataType type = activation_type(precision);
    if (index == kNone || numbers_.is_index(op, i)) return;
    if (is_constant(tensor(index))) {
      if (!is_float(index)) return;
      op.inputs[i] = quantized_constant(index, {type, wanted_numbers(op, index, precision)});
      return;
    }
    Stored want{type, tensor(index).type == type && !keeps_numbers(op)
                          ? stored(index).numbers
                          : wanted_numbers(op, index, precision)};
    op.inputs[i] = converted(index, want);
  }

  Quantization wanted_numbers(const Operator& op, int index, Precision precision) {
    return keeps_numbers(op) ? stored(op.outputs[0]).numbers : numbers_.of(index, precision);
  }

  int quantized_constant(int index, const Stored& as) {
    const std::vector<float> values = float_values(tensor(index));
    const int result = add_tensor(graph_, tensor(index).name, tensor(index).shape, as.type);
    tensor(result).quantization = as.numbers;
    tensor(result).data = quantize(values, as.numbers, as.type);
    return result;
  }

  int read_as_float(int index) {
    if (index == kNone || !tensor(index).quantization || is_constant(tensor(index))) return index;
    return converted(index, {});
  }

  // One QUANTIZE or DEQUANTIZE for all readers that want the same. Bytes become int16, and int16
  // uint8, by way of float32: there is no kernel.
  int converted(int index, const Stored& want) {
    const Stored have = stored(index);
    if (same(have, want)) return index;
    const bool bytes = have.type == DataType::Int8 || have.type == DataType::UInt8;
    if ((bytes && want.type == DataType::Int16) ||
        (have.type == DataType::Int16 && want.type == DataType::UInt8)) {
      return converted(converted(index, {}), want);
    }
    const auto key = std::make_tuple(index, want.type, want.numbers.scale, want.numbers.zero_point);
    if (const auto known = converted_.find(key); known != converted_.end()) return known->second;
    const int result = add_tensor(graph_, "", tensor(index).shape, want.type);
    const bool to_float = want.type == DataType::Float32;
    if (!to_float) tensor(result).quantization = want.numbers;
    using Kind = graph::Plain::Kind;
    graph_.operators.push_back(
        {graph::Plain{to_float ? Kind::Dequantize : Kind::Quantize}, {index}, {result}});
    converted_[key] = result;
    return result;
  }

  // The output keeps its name; what is dequantized for it gets another.
  int float_output(int index) {
    const int result = read_as_float(index);
    if (result != index) {
      std::swap(tensor(result).name, tensor(index).name);
    }
    return result;
  }

  TensorNumbers numbers_;
  Graph graph_;
  const Plan& plan_;
  Ends ends_;
  Coding coding_;
  std::map<std::tuple<int, DataType, std::vector<float>, std::vector<std::int64_t>>, int>
      converted_;
};

}  // namespace

Plan uniform_plan(const Graph& graph, Precision precision, bool keep_float) {
  Plan plan;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    if (!computes_floats(graph, op)) {
      plan.push_back(Precision::Float32);  // of shapes and indices
    } else if (has_form(graph, op, precision)) {
      plan.push_back(precision);
    } else if (activation_type(precision) == DataType::Int8 &&
               has_form(graph, op, Precision::Int8)) {
      plan.push_back(Precision::Int8);  // without weights
    } else if (keep_float) {
      const bool hybrid = has_form(graph, op, Precision::Hybrid);
      plan.push_back(hybrid ? Precision::Hybrid : Precision::Float32);
    } else {
      throw Error(
          ErrorKind::Unsupported,
          fmt::format("operator {} ({}) has no {} form", i, type_name(op), to_string(precision)),
          graph.name, "--keep-float leaves such operators in float32");
    }
  }
  return plan;
}

void settle_movers(const Graph& graph, Plan& plan) {
  const auto adopt = [&](std::size_t mover, std::size_t from) {
    Precision wanted = plan[from];
    if (wanted == Precision::Hybrid) wanted = Precision::Float32;
    if (activation_type(wanted) == DataType::Int8) wanted = Precision::Int8;
    if (has_form(graph, graph.operators[mover], wanted)) plan[mover] = wanted;
  };
  const auto moves = [&](std::size_t i) {
    return keeps_numbers(graph.operators[i]) && computes_floats(graph, graph.operators[i]);
  };
  const auto data_producer = [&](std::size_t i) -> std::optional<std::size_t> {
    for (const int input : graph.operators[i].inputs) {
      if (input == kNone) continue;
      const bool real = graph.tensors[static_cast<std::size_t>(input)].type == DataType::Float32;
      if (const auto found = producer(graph, input); found && real) return found;
    }
    return std::nullopt;
  };
  for (std::size_t i = plan.size(); i-- > 0;) {  // chains behind the input, from their end
    if (!moves(i) || data_producer(i)) continue;
    const auto readers = consumers(graph, graph.operators[i].outputs[0]);
    if (!readers.empty()) adopt(i, readers.front());
  }
  for (std::size_t i = 0; i < plan.size(); ++i) {
    if (!moves(i)) continue;
    if (const auto before = data_producer(i)) adopt(i, *before);
  }
}

std::vector<std::string> plan_notes(const Graph& graph, const Plan& plan,
                                    const Calibration& calibration) {
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const Operator& op = graph.operators[i];
    if (activation_type(plan[i]) == DataType::Int8) {
      if (const auto extent = overflowing_cell_state(op, calibration)) {
        notes.push_back(
            fmt::format("the cell state of operator {} ({}) reaches {:.0f}; in int8 it "
                        "is held at 64",
                        i, type_name(op), *extent));
      }
    } else if (activation_type(plan[i]) == DataType::Float32 && computes_floats(graph, op)) {
      notes.push_back(fmt::format("operator {} ({}) has no integer form and stays in float32{}", i,
                                  type_name(op),
                                  plan[i] == Precision::Hybrid ? " with int8 weights" : ""));
    }
  }
  return notes;
}

Graph with_integers(Graph graph, const Calibration& calibration, const Plan& plan, Ends ends,
                    const Coding& coding) {
  return Rewriting(std::move(graph), calibration, plan, ends, coding).finish();
}

}  // namespace ambulo::quantization
