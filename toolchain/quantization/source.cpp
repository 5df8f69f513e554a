// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/source.h"

#include <algorithm>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/execution/loaded_model.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/passes/remove_unused.h"
#include "toolchain/tflite/reader.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::quantization {

Source read_source(std::span<const std::uint8_t> bytes, const std::string& where) {
  const execution::LoadedModel loads(bytes, where);  // or names what the runtime lacks
  Source source{where,
                {bytes.begin(), bytes.end()},
                tflite::read(bytes, where),
                tflite::read_metadata(bytes, where),
                tflite::read_files(bytes, where)};
  const auto is_float = [](const graph::Tensor& tensor) {
    return !tensor.quantization && tensor.type != graph::DataType::Int8 &&
           tensor.type != graph::DataType::Float16;
  };
  if (!std::ranges::all_of(source.graph.tensors, is_float)) {
    throw Error(ErrorKind::Unsupported, "the model is quantised already", where,
                "give the float32 model that it was made of");
  }
  if (source.graph.inputs.size() != 1 || source.graph.outputs.empty() ||
      input_of(source).type != graph::DataType::Float32) {
    throw Error(ErrorKind::Unsupported,
                "the model has not one float32 input and at least one output", where);
  }
  return source;
}

const graph::Tensor& input_of(const Source& source) {
  return source.graph.tensors[static_cast<std::size_t>(source.graph.inputs[0])];
}

std::vector<std::uint8_t> packed(graph::Graph graph, const Source& source) {
  graph = graph::remove_unused(std::move(graph));
  for (graph::Tensor& tensor : graph.tensors) {
    if (is_constant(tensor) || tensor.is_variable) tensor.name.clear();
  }
  std::vector<std::uint8_t> bytes = tflite::write(graph, source.metadata);
  if (!source.files.empty()) tflite::append_files(bytes, source.files);
  return bytes;
}

}  // namespace ambulo::quantization
