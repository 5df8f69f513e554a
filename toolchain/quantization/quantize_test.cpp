// SPDX-License-Identifier: Apache-2.0
// The whole stage on networks with random weights: files that load, sizes, what is said about them.
#include "toolchain/quantization/quantize.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "toolchain/core/error.h"
#include "toolchain/execution/loaded_model.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/quantization/accuracy.h"
#include "toolchain/quantization/to_text.h"
#include "toolchain/tflite/export.h"
#include "toolchain/tflite/reader.h"

namespace ambulo::quantization {
namespace {

Samples random_samples(const Source& source, std::size_t count, std::uint32_t seed) {
  Samples samples;
  samples.values_each = graph::element_count(source.graph.tensors[0].shape);
  samples.values.resize(count * samples.values_each);
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  for (float& value : samples.values) value = normal(random);
  return samples;
}

// Labels are what the float network says, so that accuracy is agreement.
Parts parts_for(const Source& source) {
  Parts parts;
  const execution::LoadedModel model(source.bytes, source.where);
  for (Samples* samples : {&parts.calibration, &parts.validation, &parts.test}) {
    *samples = random_samples(source, 40, static_cast<std::uint32_t>(samples - &parts.calibration));
    samples->labels = predictions(model, *samples);
  }
  return parts;
}

Source source_of(const training::TrainedModel& model) {
  return read_source(tflite::export_model(model), model.name);
}

const std::vector<training::TrainedModel>& models() {
  static const std::vector<training::TrainedModel> all = {
      graph::testing::random_dnn(1), graph::testing::random_cnn(2), graph::testing::random_lstm(3),
      graph::testing::random_compact(4)};
  return all;
}

TEST(Quantize, every_scheme_gives_a_file_that_runs_and_agrees_with_the_float_network) {
  for (const auto& model : models()) {
    const Source source = source_of(model);
    const Parts parts = parts_for(source);
    for (const Scheme& scheme : {Scheme{SchemeKind::Float16}, Scheme{SchemeKind::Weights}}) {
      const Result result = quantize(source, parts, {.scheme = scheme});
      EXPECT_LT(result.after.file_bytes, result.before.file_bytes * 11 / 20) << model.name;
      EXPECT_EQ(result.before.validation, 1.0);
      EXPECT_GE(result.after.validation.value(), 0.9) << model.name << " " << to_string(scheme);
    }
  }
}

TEST(Quantize, what_the_file_carries_besides_the_network_stays) {
  const Source source = source_of(graph::testing::random_cnn(2));
  const Result result = quantize(source, {}, {.scheme = {SchemeKind::Weights}});
  const auto metadata = tflite::read_metadata(result.bytes);
  const auto files = tflite::read_files(result.bytes, "");
  ASSERT_EQ(metadata.size(), source.metadata.size());
  for (std::size_t i = 0; i < metadata.size(); ++i) {
    EXPECT_EQ(metadata[i].name, source.metadata[i].name);
    EXPECT_EQ(metadata[i].bytes, source.metadata[i].bytes);
  }
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].content, source.files[0].content);
}

TEST(Quantize, a_quantised_file_is_refused) {
  const Source source = source_of(graph::testing::random_cnn(2));
  const Result result = quantize(source, {}, {.scheme = {SchemeKind::Weights}});
  try {
    read_source(result.bytes, "again.tflite");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
    EXPECT_EQ(error.where(), "again.tflite");
  }
}

TEST(Quantize, the_json_has_the_stable_keys) {
  const Source source = source_of(graph::testing::random_cnn(2));
  const Result result = quantize(source, {}, {.scheme = {SchemeKind::Weights}});
  const nlohmann::json json = to_json(result);
  EXPECT_EQ(json["scheme"], "weights");
  EXPECT_EQ(json["file_bytes"], result.bytes.size());
  EXPECT_TRUE(json["accuracy_before"].is_null());  // no labelled sample was given
  for (const char* key : {"weight_bytes", "arena_bytes", "accuracy_after"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
}

}  // namespace
}  // namespace ambulo::quantization
