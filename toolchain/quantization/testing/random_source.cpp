// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/testing/random_source.h"

#include <random>

#include "toolchain/quantization/accuracy.h"
#include "toolchain/tflite/export.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::quantization::testing {

Source source_of(const training::TrainedModel& model) {
  return read_source(tflite::export_model(model), model.name);
}

Source source_of(graph::Graph graph) {
  return read_source(tflite::write(graph), graph.name);
}

Samples random_samples(const Source& source, std::size_t count, std::uint32_t seed) {
  Samples samples;
  const auto input = static_cast<std::size_t>(source.graph.inputs.at(0));
  samples.values_each = graph::element_count(source.graph.tensors[input].shape);
  samples.values.resize(count * samples.values_each);
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  for (float& value : samples.values) value = normal(random);
  samples.labels = predictions(execution::LoadedModel(source.bytes, source.where), samples);
  return samples;
}

Parts random_parts(const Source& source, std::size_t count) {
  return {.split = "random",
          .calibration = random_samples(source, count, 1),
          .validation = random_samples(source, count, 2),
          .test = random_samples(source, count, 3),
          .notes = {}};
}

}  // namespace ambulo::quantization::testing
