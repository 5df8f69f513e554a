// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/tensor_numbers.h"

#include <algorithm>
#include <numeric>

#include "toolchain/graph/edit.h"
#include "toolchain/quantization/numbers.h"

namespace ambulo::quantization {

using graph::DataType;
using graph::kNone;

TensorNumbers::TensorNumbers(const graph::Graph& graph, const Calibration& calibration,
                             const std::vector<Precision>& plan)
    : calibration_(calibration),
      parent_(graph.tensors.size()),
      ranges_(calibration.ranges),
      fixed_(graph.tensors.size()) {
  std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    const graph::Tensor& tensor = graph.tensors[i];
    real_.push_back(tensor.type == DataType::Float32);
    if (!real_[i] || !is_constant(tensor)) continue;
    for (const float value : float_values(tensor)) ranges_[i].include(static_cast<double>(value));
  }
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const graph::Operator& op = graph.operators[i];
    if (activation_type(plan[i]) == DataType::Float32 || op.outputs.empty()) continue;
    const auto result = static_cast<std::size_t>(op.outputs[0]);
    if (fixed_result(op, plan[i])) fixed_[result] = op.attributes;
    if (!keeps_numbers(op)) continue;
    const auto join = [&](int tensor) {
      if (tensor == kNone || !real_[static_cast<std::size_t>(tensor)]) return;
      const std::size_t from = root(static_cast<std::size_t>(tensor)), to = root(result);
      // Fixed numbers hold what is moved alone; beside others they would clip them.
      const bool alone = op.inputs.size() == 1 ||
                         std::ranges::count_if(op.inputs, [&](int other) {
                           return other != kNone && real_[static_cast<std::size_t>(other)];
                         }) == 1;
      if (from == to || (fixed_[from] && !alone)) return;
      parent_[to] = from;
      ranges_[from].include(ranges_[to]);
    };
    std::ranges::for_each(op.inputs, join);
    std::ranges::for_each(op.outputs, join);
  }
}

std::size_t TensorNumbers::root(std::size_t tensor) const {
  while (parent_[tensor] != tensor) tensor = parent_[tensor];
  return tensor;
}

graph::Quantization TensorNumbers::of(int tensor, Precision precision) const {
  const std::size_t i = root(static_cast<std::size_t>(tensor));
  if (fixed_[i]) return *fixed_result({*fixed_[i], {}, {}}, precision);
  return activation_numbers(ranges_[i], activation_type(precision));
}

bool TensorNumbers::is_index(const graph::Operator& op, std::size_t operand) const {
  const auto i = static_cast<std::size_t>(op.inputs[operand]);
  return i < real_.size() && !real_[i];
}

}  // namespace ambulo::quantization
