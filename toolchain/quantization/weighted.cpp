// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/weighted.h"

#include <cstring>

#include "runtime/model/tflite_schema.h"
#include "toolchain/graph/edit.h"
#include "toolchain/quantization/numbers.h"

namespace ambulo::quantization {
namespace {

constexpr std::size_t kLstmGates = 4;

struct Operands {
  using Result = std::vector<WeightOperand>;

  Result operator()(const graph::Conv2d&) const { return {{1, 0}}; }
  // By channel too: equalised layers have rows of very different size.
  Result operator()(const graph::FullyConnected&) const { return {{1, 0}}; }
  Result operator()(const graph::DepthwiseConv2d&) const { return {{1, 3}}; }
  Result operator()(const graph::UnidirectionalSequenceLstm&) const {
    namespace operand = schema::lstm_operand;
    Result result;
    for (std::size_t gate = 0; gate < kLstmGates; ++gate) {
      result.push_back({operand::kInputToInputWeights + gate, kPerTensor});
      result.push_back({operand::kRecurrentToInputWeights + gate, kPerTensor});
    }
    return result;
  }
  template <typename T>
  Result operator()(const T&) const {
    return {};
  }
};

}  // namespace

std::vector<WeightOperand> weight_operands(const graph::Operator& op) {
  return std::visit(Operands{}, op.attributes);
}

int add_int8_weights(graph::Graph& graph, int tensor, int axis,
                     std::span<const double> least_scales, int largest) {
  const graph::Tensor from = graph.tensors[static_cast<std::size_t>(tensor)];
  const Int8Weights weights =
      quantize_weights(float_values(from), from.shape, axis, least_scales, largest);
  const int index = add_tensor(graph, from.name, from.shape, graph::DataType::Int8);
  graph::Tensor& to = graph.tensors.back();
  to.data.resize(weights.values.size());
  if (!to.data.empty()) std::memcpy(to.data.data(), weights.values.data(), to.data.size());
  to.quantization = weights.quantization;
  return index;
}

bool is_float_constant(const graph::Graph& graph, const graph::Operator& op, std::size_t operand) {
  if (operand >= op.inputs.size() || op.inputs[operand] == graph::kNone) return false;
  const graph::Tensor& tensor = graph.tensors[static_cast<std::size_t>(op.inputs[operand])];
  return is_constant(tensor) && tensor.type == graph::DataType::Float32 && !tensor.quantization;
}

}  // namespace ambulo::quantization
