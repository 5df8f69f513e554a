// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/operator_version.h"

#include <fmt/format.h>

#include "toolchain/core/error.h"

namespace ambulo::tflite {
namespace {

using graph::DataType;

// Float32 everywhere is version 1 of every operator written here, save for these options.
std::int32_t float_version(const graph::Operator& op) {
  if (const auto* conv = std::get_if<graph::Conv2d>(&op.attributes)) {
    return conv->dilation_h != 1 || conv->dilation_w != 1 ? 2 : 1;
  }
  if (const auto* layer = std::get_if<graph::FullyConnected>(&op.attributes)) {
    if (op.inputs.size() < 3 || op.inputs[2] == graph::kNone) return 6;  // no bias
    return layer->keep_dims ? 5 : 1;
  }
  if (const auto* slice = std::get_if<graph::StridedSlice>(&op.attributes)) {
    return slice->ellipsis_mask != 0 || slice->new_axis_mask != 0 ? 6 : 1;
  }
  return 1;
}

}  // namespace

std::int32_t operator_version(const graph::Graph& graph, const graph::Operator& op) {
  for (const auto* operands : {&op.inputs, &op.outputs}) {
    for (const int index : *operands) {
      if (index == graph::kNone) continue;
      const graph::Tensor& tensor = graph.tensors[static_cast<std::size_t>(index)];
      if (tensor.type != DataType::Float32 && tensor.type != DataType::Int32) {
        throw Error(ErrorKind::Unsupported,
                    fmt::format("cannot write {} on {}", type_name(op), to_string(tensor.type)),
                    tensor.name);
      }
    }
  }
  return float_version(op);
}

}  // namespace ambulo::tflite
