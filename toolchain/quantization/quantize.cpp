// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/quantize.h"

#include <algorithm>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/execution/loaded_model.h"
#include "toolchain/graph/passes/remove_unused.h"
#include "toolchain/graph/summary.h"
#include "toolchain/quantization/accuracy.h"
#include "toolchain/quantization/calibrate.h"
#include "toolchain/quantization/float16.h"
#include "toolchain/quantization/integer_lstm.h"
#include "toolchain/quantization/weights.h"
#include "toolchain/tflite/reader.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::quantization {
namespace {

using graph::Graph;

std::vector<std::uint8_t> packed(const Graph& graph, const Source& source) {
  std::vector<std::uint8_t> bytes = tflite::write(graph, source.metadata);
  if (!source.files.empty()) tflite::append_files(bytes, source.files);
  return bytes;
}

Graph in_integers(const Source& source, const Parts& parts, const Options& options,
                  Result& result) {
  const Precision precision =
      options.scheme.kind == SchemeKind::Int8 ? Precision::Int8 : Precision::Int16;
  const Plan plan = uniform_plan(source.graph, precision, options.keep_float);
  ObserverOptions observer = options.observer;
  observer.levels = precision == Precision::Int8 ? 256 : 65536;
  const Calibration calibration = calibrate(source.bytes, source.graph, source.where,
                                            parts.calibration, observer, options.progress);
  result.calibration_samples = calibration.samples;
  if (precision == Precision::Int8) {
    const auto notes = cell_state_notes(source.graph, calibration);
    result.notes.insert(result.notes.end(), notes.begin(), notes.end());
  }
  return graph::remove_unused(with_integers(source.graph, calibration, plan, options.ends));
}

Graph quantized(const Source& source, const Parts& parts, const Options& options, Result& result) {
  switch (options.scheme.kind) {
    case SchemeKind::Float32:
      return source.graph;
    case SchemeKind::Float16:
      return with_float16_weights(source.graph);
    case SchemeKind::Weights:
      return with_int8_weights(source.graph);
    case SchemeKind::Int8:
    case SchemeKind::Int16x8:
      return in_integers(source, parts, options, result);
    default:
      throw Error(ErrorKind::Unsupported, "this scheme is not implemented",
                  to_string(options.scheme));
  }
}

Footprint footprint(std::span<const std::uint8_t> bytes, const Graph& graph, const Source& source,
                    const Parts& parts) {
  const execution::LoadedModel model(bytes, source.where);
  return {.file_bytes = bytes.size(),
          .weight_bytes = graph::summarize(graph).total.bytes,
          .arena_bytes = model.arena_bytes(),
          .train = accuracy(model, parts.calibration),
          .validation = accuracy(model, parts.validation),
          .test = accuracy(model, parts.test)};
}

}  // namespace

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
  return source;
}

Result quantize(const Source& source, const Parts& parts, const Options& options) {
  Result result;
  result.scheme = options.scheme;
  result.notes = parts.notes;
  const Graph graph = quantized(source, parts, options, result);
  result.bytes = packed(graph, source);
  result.before = footprint(source.bytes, source.graph, source, parts);
  result.after = footprint(result.bytes, graph, source, parts);
  return result;
}

}  // namespace ambulo::quantization
