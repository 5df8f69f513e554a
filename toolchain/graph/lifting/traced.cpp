// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/traced.h"

#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate_operators.h"

namespace ambulo::graph {

void unsupported(const std::string& what) {
  throw Error(ErrorKind::Unsupported, what);
}

Value known(DoubleTensor value, const Tensor& declared) {
  return std::make_shared<Traced>(Traced{std::move(value), true, kNone, &declared});
}

bool asks_for_shape(const Operator& op) {
  const auto* plain = std::get_if<Plain>(&op.attributes);
  return std::holds_alternative<ShapeOf>(op.attributes) ||
         (plain && (plain->kind == Plain::Kind::Rank || plain->kind == Plain::Kind::ZerosLike));
}

bool unpacks(const Operator& op, const Values& operands) {
  const auto* plain = std::get_if<Plain>(&op.attributes);
  return plain && plain->kind == Plain::Kind::Dequantize && operands[0] && operands[0]->source &&
         is_constant(*operands[0]->source);
}

const Tensor& first_output(const Graph& graph, const Operator& op) {
  require(!op.outputs.empty() && op.outputs[0] != kNone, "an absent output");
  return graph.tensors[static_cast<std::size_t>(op.outputs[0])];
}

double handle_of(const Values& operands) {
  require(operands[0]->value.values.size() == 1, "operand is no handle of a variable");
  return operands[0]->value.values[0];
}

std::size_t position(const Value& list, const Value& where) {
  if (!list->is_list) unsupported("operand is no tensor list");
  if (!where->is_known) unsupported("place in the tensor list depends on the input");
  const auto& at = where->value.values;
  require(at.size() == 1 && at[0] >= 0 && at[0] < static_cast<double>(list->items.size()),
          "index outside the tensor list");
  return static_cast<std::size_t>(at[0]);
}

Value list_of(Values items) {
  auto list = std::make_shared<Traced>();
  list->is_list = list->is_known = true;
  list->items = std::move(items);
  return list;
}

}  // namespace ambulo::graph
