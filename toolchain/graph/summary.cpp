// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/summary.h"

#include <algorithm>
#include <functional>

#include "toolchain/graph/edit.h"
#include "toolchain/graph/runtime_support.h"

namespace ambulo::graph {
namespace {

const Tensor& tensor_at(const Graph& graph, int index) {
  return graph.tensors[static_cast<std::size_t>(index)];
}

TensorSummary summarize(const Tensor& tensor) {
  return {tensor.name, std::string(to_string(tensor.type)), tensor.shape,
          byte_size(tensor.type, element_count(tensor.shape))};
}

std::vector<TensorSummary> summarize(const Graph& graph, const std::vector<int>& tensors) {
  std::vector<TensorSummary> result;
  for (const int i : tensors) {
    if (i != kNone) result.push_back(summarize(tensor_at(graph, i)));
  }
  return result;
}

std::size_t output_count(const Graph& graph, const Operator& op) {
  const bool present = !op.outputs.empty() && op.outputs[0] != kNone;
  return !present ? 0 : element_count(tensor_at(graph, op.outputs[0]).shape);
}

// Elements of a weight operand, 0 where it is absent.
std::size_t weight_count(const Graph& graph, const Operator& op, std::size_t operand) {
  const bool present = operand < op.inputs.size() && op.inputs[operand] != kNone;
  return present ? element_count(tensor_at(graph, op.inputs[operand]).shape) : 0;
}

// Multiplications of weights with data; biases, activations and pools count nothing.
std::size_t macs_of(const Graph& graph, const Operator& op) {
  const std::size_t weights = weight_count(graph, op, 1);
  if (std::holds_alternative<Conv2d>(op.attributes) && weights > 0) {
    const auto filters = static_cast<std::size_t>(tensor_at(graph, op.inputs[1]).shape.at(0));
    return filters == 0 ? 0 : output_count(graph, op) * (weights / filters);
  }
  // By name, because files hold forms of it that a Graph only lists: filter (1,KH,KW,C).
  if (type_name(op) == "DEPTHWISE_CONV_2D" && weights > 0) {
    const Shape& filter = tensor_at(graph, op.inputs[1]).shape;
    const auto channels = static_cast<std::size_t>(filter.empty() ? 1 : filter.back());
    return output_count(graph, op) * (weights / channels);
  }
  if (std::holds_alternative<FullyConnected>(op.attributes) && weights > 0) {
    const auto outputs = static_cast<std::size_t>(tensor_at(graph, op.inputs[1]).shape.at(0));
    return outputs == 0 ? 0 : output_count(graph, op) / outputs * weights;
  }
  if (std::holds_alternative<UnidirectionalSequenceLstm>(op.attributes)) {
    const Shape& shape = tensor_at(graph, op.outputs.at(0)).shape;  // batch, time, cells
    std::size_t per_step = 0;
    for (std::size_t operand = 1; operand <= 8; ++operand) {
      per_step += weight_count(graph, op, operand);
    }
    return static_cast<std::size_t>(shape.at(0)) * static_cast<std::size_t>(shape.at(1)) * per_step;
  }
  return 0;
}

OperatorSummary summarize(const Graph& graph, const Operator& op) {
  OperatorSummary result{type_name(op), {}, summarize(graph, op.outputs)};
  for (const int input : op.inputs) {
    if (input == kNone) continue;
    const Tensor& tensor = tensor_at(graph, input);
    if (is_constant(tensor)) {
      result.bytes += tensor.data.size();
      // Weights and their biases; an int32 tensor without a scale is a shape, an axis, a range.
      const bool shape_like = tensor.type == DataType::Int32 && !tensor.quantization;
      if (!shape_like) result.parameters += element_count(tensor.shape);
    } else if (!tensor.is_variable) {
      result.inputs.push_back(summarize(tensor));
    }
  }
  result.macs = macs_of(graph, op);
  return result;
}

std::vector<TypeSummary> by_type(const std::vector<OperatorSummary>& operators) {
  std::vector<TypeSummary> result;
  for (const OperatorSummary& op : operators) {
    auto it = std::ranges::find(result, op.type, &TypeSummary::type);
    if (it == result.end()) it = result.insert(it, {op.type});
    it->count += 1;
    it->parameters += op.parameters;
    it->macs += op.macs;
    it->bytes += op.bytes;
  }
  std::ranges::stable_sort(result, std::greater{}, &TypeSummary::macs);
  return result;
}

}  // namespace

std::string advice(const Summary& summary) {
  const bool loops = std::ranges::find(summary.unsupported, "WHILE") != summary.unsupported.end();
  return loops ? "this file holds a recurrent loop: run `ambulo convert IN --out OUT` first" : "";
}

Summary summarize(const Graph& graph) {
  Summary summary;
  summary.name = graph.name;
  summary.inputs = summarize(graph, graph.inputs);
  summary.outputs = summarize(graph, graph.outputs);
  for (const Operator& op : graph.operators) summary.operators.push_back(summarize(graph, op));
  summary.by_type = by_type(summary.operators);
  summary.total.type = "total";
  for (const TypeSummary& type : summary.by_type) {
    summary.total.count += type.count;
    summary.total.parameters += type.parameters;
    summary.total.macs += type.macs;
    summary.total.bytes += type.bytes;
    if (!runtime_supports(type.type)) summary.unsupported.push_back(type.type);
  }
  return summary;
}

}  // namespace ambulo::graph
