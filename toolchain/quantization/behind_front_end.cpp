// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/behind_front_end.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "toolchain/core/parallel.h"
#include "toolchain/execution/loaded_model.h"
#include "toolchain/graph/passes/front_end_inside.h"
#include "toolchain/quantization/accuracy.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::quantization {
namespace {

constexpr std::size_t kChunk = 32;
constexpr std::size_t kPadding = 64;  // what alignment may add when the two are one file

Samples through(const execution::LoadedModel& front_end, const Samples& samples,
                std::size_t values_each) {
  Samples result;
  result.labels = samples.labels;
  result.values_each = values_each;
  result.values.resize(samples.count() * values_each);
  parallel_for(samples.count(), {.threads = 0, .chunk = kChunk}, [&] {
    const auto session = std::make_shared<execution::Session>(front_end);
    return [&, session](std::size_t i) {
      run_sample(session->interpreter(), samples.sample(i));
      std::copy_n(session->interpreter().output(0).as<float>(), values_each,
                  result.values.data() + i * values_each);
    };
  });
  return result;
}

}  // namespace

std::optional<BehindFrontEnd> behind_front_end(const Source& source, const Parts& parts) {
  auto halves = graph::without_front_end(source.graph);
  if (!halves) return std::nullopt;
  BehindFrontEnd result;
  result.network = source;
  result.network.graph = std::move(halves->second);
  result.network.bytes = tflite::write(result.network.graph);
  result.front_end = std::move(halves->first);
  result.front_end_bytes =
      packed(source.graph, source).size() - packed(result.network.graph, source).size() + kPadding;

  const execution::LoadedModel model(tflite::write(result.front_end), source.where);
  const std::size_t each = graph::element_count(input_of(result.network).shape);
  result.parts = {parts.split,
                  through(model, parts.calibration, each),
                  through(model, parts.validation, each),
                  through(model, parts.test, each),
                  parts.notes,
                  through(model, parts.training, each)};
  return result;
}

}  // namespace ambulo::quantization
