// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/open_model.h"

#include "toolchain/execution/expose_tensors.h"
#include "toolchain/quantization/accuracy.h"

namespace ambulo::quantization {
namespace {

std::vector<int> tensors_of(const graph::Graph& graph) {
  std::vector<int> tensors = {graph.inputs.at(0)};
  for (const graph::Operator& op : graph.operators) {
    if (graph::decodes_weights(op)) continue;
    for (const int output : op.outputs) {
      if (output == graph::kNone) continue;
      const graph::DataType type = graph.tensors[static_cast<std::size_t>(output)].type;
      if (type == graph::DataType::Float32 || type == graph::DataType::Int8 ||
          type == graph::DataType::Int16 || type == graph::DataType::UInt8) {
        tensors.push_back(output);
      }
    }
  }
  return tensors;
}

template <typename T>
void dequantize(const Tensor& tensor, std::vector<float>& values) {
  const T* from = tensor.as<T>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = tensor.scale * static_cast<float>(from[i] - tensor.zero_point);
  }
}

execution::LoadedModel opened(std::span<const std::uint8_t> bytes, const std::string& where,
                              std::span<const int> outputs) {
  const execution::LoadedModel model(bytes, where);
  return {execution::with_outputs(model, outputs), where};
}

}  // namespace

OpenModel::OpenModel(std::span<const std::uint8_t> bytes, const graph::Graph& graph,
                     const std::string& where)
    : tensors_(tensors_of(graph)),
      model_(opened(bytes, where, std::span(tensors_).subspan(1))),
      session_(model_) {}

void OpenModel::run(std::span<const float> sample) {
  sample_.assign(sample.begin(), sample.end());  // a run may overwrite the input
  run_sample(session_.interpreter(), sample);
}

void OpenModel::read(std::size_t i, std::vector<float>& values) const {
  if (i == 0) {
    values = sample_;
    return;
  }
  const Tensor& tensor = session_.interpreter().output(i - 1);
  values.resize(tensor.shape.count());
  if (tensor.type == TensorType::Int8) {
    dequantize<std::int8_t>(tensor, values);
  } else if (tensor.type == TensorType::Int16) {
    dequantize<std::int16_t>(tensor, values);
  } else if (tensor.type == TensorType::UInt8) {
    dequantize<std::uint8_t>(tensor, values);
  } else {
    values.assign(tensor.as<float>(), tensor.as<float>() + values.size());
  }
}

}  // namespace ambulo::quantization
