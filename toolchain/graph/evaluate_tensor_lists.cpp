// SPDX-License-Identifier: Apache-2.0
// TensorFlow's lists of tensors, which converters leave as "Flex" custom operators, in double
// precision. An item that was never set is zeros of the element shape.
#include <algorithm>

#include "toolchain/core/error.h"
#include "toolchain/graph/evaluate_indexing.h"

namespace ambulo::graph {
namespace {

DoubleTensor zeros(const DoubleTensor& element_shape) {
  DoubleTensor sizes = element_shape;
  for (double& size : sizes.values) size = size < 0 ? 1 : size;
  const auto shape = shape_from(sizes);
  return {shape, std::vector<double>(element_count(shape), 0.0)};
}

std::size_t position(const DoubleTensor& list, const DoubleTensor& index) {
  require(index.values.size() == 1 && index.values[0] >= 0 &&
              index.values[0] < static_cast<double>(list.items.size()),
          "index outside the tensor list");
  return static_cast<std::size_t>(index.values[0]);
}

// An item that was set has a shape other than that of a scalar, or a value.
bool is_set(const DoubleTensor& item) {
  return !item.values.empty() || !item.shape.empty();
}

DoubleTensor stacked(const DoubleTensor& list, const DoubleTensor& element_shape) {
  require(!list.items.empty(), "an empty tensor list is stacked");
  const auto set = std::ranges::find_if(list.items, is_set);
  DoubleTensor blank = zeros(element_shape);
  if (set != list.items.end()) blank = {set->shape, std::vector<double>(set->values.size(), 0.0)};
  std::vector<DoubleTensor> items = list.items;
  Operands operands;
  for (DoubleTensor& item : items) operands.push_back(is_set(item) ? &item : &blank);
  return evaluate(Pack{0}, operands);
}

}  // namespace

bool is_tensor_list_operator(const Unknown& unknown) {
  return unknown.name.starts_with("FlexTensorList");
}

std::vector<DoubleTensor> evaluate(const Unknown& unknown, const Operands& operands) {
  const auto at = [&](std::size_t i) -> const DoubleTensor& {
    require(i < operands.size() && operands[i] != nullptr, "too few operands");
    return *operands[i];
  };
  if (unknown.name == "FlexTensorListReserve") {
    require(at(1).values.size() == 1 && at(1).values[0] >= 0 && at(1).values[0] < 1e6,
            "tensor list of an impossible length");
    DoubleTensor list;
    list.items.resize(static_cast<std::size_t>(at(1).values[0]));
    return {list};
  }
  if (unknown.name == "FlexTensorListFromTensor") {
    DoubleTensor list;
    list.items = evaluate(Unpack{0}, {operands[0]});
    return {list};
  }
  if (unknown.name == "FlexTensorListGetItem") {
    const DoubleTensor& item = at(0).items.at(position(at(0), at(1)));
    return {is_set(item) ? item : zeros(at(2))};
  }
  if (unknown.name == "FlexTensorListSetItem") {
    DoubleTensor list = at(0);
    list.items.at(position(list, at(1))) = at(2);
    return {list};
  }
  if (unknown.name == "FlexTensorListStack") return {stacked(at(0), at(1))};
  if (unknown.name == "FlexTensorListLength") {
    return {{{}, {static_cast<double>(at(0).items.size())}}};
  }
  throw Error(ErrorKind::Unsupported, "operator is not known");
}

}  // namespace ambulo::graph
