// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/quantize.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/execution/loaded_model.h"
#include "toolchain/graph/join.h"
#include "toolchain/graph/summary.h"
#include "toolchain/profiling/profile.h"
#include "toolchain/quantization/accuracy.h"
#include "toolchain/quantization/behind_front_end.h"
#include "toolchain/quantization/calibrate.h"
#include "toolchain/quantization/coded_weights.h"
#include "toolchain/quantization/equalize.h"
#include "toolchain/quantization/fallback.h"
#include "toolchain/quantization/float16.h"
#include "toolchain/quantization/layer_plan.h"
#include "toolchain/quantization/weights.h"
#include "toolchain/tflite/reader.h"

namespace ambulo::quantization {
namespace {

using graph::Graph;

constexpr int kInt8Levels = 256, kInt16Levels = 65536;

void append(std::vector<std::string>& notes, const std::vector<std::string>& more) {
  notes.insert(notes.end(), more.begin(), more.end());
}

Precision precision_of(SchemeKind kind) {
  switch (kind) {
    case SchemeKind::Int16x8:
      return Precision::Int16;
    case SchemeKind::KMeans:
      return Precision::Codebook;
    case SchemeKind::Int4:
      return Precision::Int4;
    case SchemeKind::UInt8:
      return Precision::UInt8;
    default:
      return Precision::Int8;
  }
}

Coding coding_of(const Options& options) {
  Coding coding;
  if (options.scheme.clusters > 0) coding.clusters = options.scheme.clusters;
  coding.expand = options.expand;
  return coding;
}

// Says who reads the file.
void note_readers(const Graph& graph, const Plan& plan, const Coding& coding,
                  std::vector<std::string>& notes) {
  bool litert = true, tflite_micro = true;
  for (std::size_t i = 0; i < plan.size() && !coding.expand; ++i) {
    if (plan[i] != Precision::Codebook && plan[i] != Precision::Int4) continue;
    const bool int4_tensors = litert_reads_codes(graph.operators[i], plan[i]);
    (int4_tensors ? tflite_micro : litert) = false;
  }
  if (litert) return;
  notes.push_back(
      fmt::format("weights are read by {} (operator TFLM_DECODE), not by LiteRT; --expand writes "
                  "the same numbers as int8, for all",
                  tflite_micro ? "Ambulo and TensorFlow Lite Micro" : "Ambulo alone"));
}

// The scheme's plan with what had to give way.
Plan bearable(const Source& source, const Parts& parts, const Options& options,
              const Calibration& calibration, Plan plan, Result& result) {
  const auto accuracy_of = [&](const Plan& candidate) {
    const Graph graph =
        with_integers(source.graph, calibration, candidate, options.ends, coding_of(options));
    const execution::LoadedModel model(packed(graph, source), source.where);
    return accuracy(model, parts.validation).value();
  };
  const execution::LoadedModel before(source.bytes, source.where);
  const auto float_accuracy = accuracy(before, parts.validation);
  if (!float_accuracy) {
    throw Error(ErrorKind::Usage, "a limit to the drop needs labelled validation people",
                "--max-drop", "give recordings and a split that has a validation part");
  }
  Fallback fallback = raise_until(source.graph, std::move(plan), result.errors, *float_accuracy,
                                  *options.max_drop, accuracy_of);
  append(result.notes, fallback.reasons);
  return std::move(fallback.plan);
}

Calibration calibrated(const Source& source, const Parts& parts, const Options& options,
                       bool narrow) {
  const ObserverOptions observer = {
      options.observer.value_or(narrow ? Observer::Percentile : Observer::MinMax),
      options.percentile, narrow ? kInt8Levels : kInt16Levels};
  return calibrate(source.bytes, source.graph, source.where, parts.calibration, observer,
                   options.progress);
}

Graph in_integers(const Source& source, const Parts& parts, const Options& options,
                  Result& result) {
  const Precision precision = precision_of(options.scheme.kind);
  const Coding coding = coding_of(options);
  Plan plan = uniform_plan(source.graph, precision, options.keep_float);
  const Calibration calibration = calibrated(source, parts, options, precision != Precision::Int16);
  result.calibration_samples = calibration.samples;
  append(result.notes, plan_notes(source.graph, plan, calibration));
  if (options.trace || options.max_drop) {
    result.errors = trace_errors(source, calibration, plan, parts.calibration, coding);
  }
  if (options.max_drop) {
    plan = bearable(source, parts, options, calibration, std::move(plan), result);
  }
  note_readers(source.graph, plan, coding, result.notes);
  if (options.scheme.kind == SchemeKind::Qat) {
    FineTuned tuned =
        fine_tune(source, calibration, plan, parts, options.fine_tuning, options.progress);
    result.notes.push_back(to_text(tuned));
    return with_integers(std::move(tuned.graph), tuned.calibration, plan, options.ends);
  }
  return with_integers(source.graph, calibration, plan, options.ends, coding);
}

// For each layer what it can bear.
Graph in_mixture(const Source& source, const Parts& parts, const Options& options, Result& result) {
  const Goal goal{options.budget, options.max_drop};
  if (!goal.budget && !goal.max_drop) {
    throw Error(ErrorKind::Usage, "mixed needs a goal", "--scheme mixed",
                "give --budget BYTES, --max-drop POINTS, or both");
  }
  if (parts.validation.count() == 0 || parts.validation.labels.empty()) {
    throw Error(ErrorKind::Usage, "mixed chooses by labelled validation people", "--scheme mixed",
                "give recordings and a split that has a validation part");
  }
  const Coding coding = coding_of(options);
  const Calibration calibration = calibrated(source, parts, options, true);
  result.calibration_samples = calibration.samples;
  result.mixed = search_mixed(source, calibration, parts.validation, goal, options.ends, coding,
                              options.progress);
  const MixedPoint& chosen = result.mixed->front[result.mixed->chosen];
  const Plan plan = plan_of(source.graph, chosen.layers);
  if (options.trace) {
    result.errors = trace_errors(source, calibration, plan, parts.calibration, coding);
  }
  note_readers(source.graph, plan, coding, result.notes);
  return with_integers(source.graph, calibration, plan, options.ends, coding);
}

Graph quantized(const Source& original, const Parts& parts, const Options& options,
                Result& result) {
  // With one scale for all weights of a layer, rows of very different size would be lost.
  const bool one_scale = options.scheme.kind == SchemeKind::UInt8;
  const bool by_channel =
      options.equalize && !one_scale && options.scheme.kind != SchemeKind::Float16;
  const Source source = by_channel ? equalized(original, parts.calibration) : original;
  switch (options.scheme.kind) {
    case SchemeKind::Float16:
      return with_float16_weights(source.graph);
    case SchemeKind::Weights:
      return with_int8_weights(source.graph);
    case SchemeKind::Int8:
    case SchemeKind::Int16x8:
    case SchemeKind::Qat:
    case SchemeKind::KMeans:
    case SchemeKind::Int4:
    case SchemeKind::UInt8:
      return in_integers(source, parts, options, result);
    case SchemeKind::Mixed:
      return in_mixture(source, parts, options, result);
    case SchemeKind::Float32:
      break;
  }
  return source.graph;
}

// A front end inside the file stays as it is.
Graph with_front_end_kept(const Source& source, const Parts& parts, const Options& options,
                          Result& result) {
  const auto behind = behind_front_end(source, parts);
  if (!behind) return quantized(source, parts, options, result);
  if (options.ends == Ends::Integer) {
    throw Error(ErrorKind::Unsupported, "the front end inside the model takes float32",
                source.where, "leave out --io integer, or quantise the model without front end");
  }
  Options inner = options;
  if (options.budget) {
    inner.budget = *options.budget - std::min(*options.budget, behind->front_end_bytes);
  }
  const Graph network = quantized(behind->network, behind->parts, inner, result);
  for (OperatorError& error : result.errors) error.index += behind->front_end.operators.size();
  result.notes.push_back(
      fmt::format("the front end inside stays in float32 and takes up to {} bytes of the file{}",
                  behind->front_end_bytes, result.mixed ? ", which the table leaves out" : ""));
  return graph::join(behind->front_end, network);
}

Footprint footprint(std::span<const std::uint8_t> bytes, const Source& source, const Parts& parts,
                    const Options& options) {
  const execution::LoadedModel model(bytes, source.where);
  Footprint result;
  result.file_bytes = bytes.size();
  result.weight_bytes = graph::summarize(tflite::read(bytes, source.where)).total.bytes;
  result.repacked_bytes = model.arena_use().weights;
  result.arena_bytes = model.arena_bytes() - result.repacked_bytes;
  result.train = accuracy(model, parts.calibration);
  result.validation = accuracy(model, parts.validation);
  result.test = accuracy(model, parts.test);
  if (options.latency_runs > 0) {
    result.median_us =
        profiling::profile(bytes, source.where, {.runs = options.latency_runs, .progress = {}})
            .median_us;
  }
  return result;
}

void require_fitting(const Parts& parts, const Source& source) {
  const std::size_t wanted = graph::element_count(input_of(source).shape);
  for (const Samples* samples : {&parts.calibration, &parts.validation, &parts.test}) {
    if (samples->count() == 0 || samples->values_each == wanted) continue;
    throw Error(ErrorKind::BadInput,
                fmt::format("samples have {} values each, the model takes {}", samples->values_each,
                            wanted),
                source.where, "the file contradicts its own sensor contract");
  }
}

}  // namespace

Result quantize(const Source& source, const Parts& parts, const Options& options) {
  require_fitting(parts, source);
  Result result;
  result.scheme = options.scheme;
  result.notes = parts.notes;
  result.bytes = options.scheme.kind == SchemeKind::Float32
                     ? source.bytes
                     : packed(with_front_end_kept(source, parts, options, result), source);
  result.before = footprint(source.bytes, source, parts, options);
  result.after = footprint(result.bytes, source, parts, options);
  return result;
}

}  // namespace ambulo::quantization
