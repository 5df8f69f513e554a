// SPDX-License-Identifier: Apache-2.0
// The whole stage on networks with random weights: files that load, sizes, what is said about them.
#include "toolchain/quantization/quantize.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "toolchain/core/error.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/quantization/qat/differentiate.h"
#include "toolchain/quantization/testing/random_source.h"
#include "toolchain/quantization/to_text.h"
#include "toolchain/tflite/reader.h"

namespace ambulo::quantization {
namespace {

using testing::random_parts;
using testing::source_of;

std::vector<training::TrainedModel> models() {
  return {graph::testing::random_dnn(1), graph::testing::random_cnn(2),
          graph::testing::random_lstm(3), graph::testing::random_compact(4)};
}

std::size_t count_of(const graph::Graph& graph, graph::DataType type) {
  return static_cast<std::size_t>(std::ranges::count(graph.tensors, type, &graph::Tensor::type));
}

TEST(Quantize, every_scheme_gives_a_smaller_file_that_agrees_with_the_float_network) {
  for (const auto& model : models()) {
    const Source source = source_of(model);
    const Parts parts = random_parts(source, 30);
    for (const Scheme& scheme : all_schemes()) {
      if (scheme.kind == SchemeKind::Float32) continue;
      if (scheme.kind == SchemeKind::Qat && !can_differentiate()) continue;
      Options options;
      options.scheme = scheme;
      options.keep_float = true;
      if (scheme.kind == SchemeKind::Mixed) options.budget = source.bytes.size() * 3 / 10;
      const Result result = quantize(source, parts, options);
      const std::size_t part = scheme.kind == SchemeKind::Float16 ? 55 : 35;  // percent
      EXPECT_LT(result.after.file_bytes, result.before.file_bytes * part / 100) << model.name;
      EXPECT_EQ(result.before.validation, 1.0);
      // Scores of random weights lie close together; chance gives one in six.
      const double least = scheme.kind == SchemeKind::Int4 ? 0.5 : 0.8;
      EXPECT_GE(result.after.validation.value(), least) << model.name << " " << to_string(scheme);
    }
  }
}

TEST(Quantize, an_int8_network_has_no_float_tensor_but_its_ends) {
  for (const auto& model : models()) {
    const Source source = source_of(model);
    const Parts parts = random_parts(source, 5);
    for (const Ends ends : {Ends::Float32, Ends::Integer}) {
      Options options;
      options.scheme = {SchemeKind::Int8, 0};
      options.ends = ends;
      const graph::Graph graph = tflite::read(quantize(source, parts, options).bytes);
      EXPECT_EQ(count_of(graph, graph::DataType::Float32), ends == Ends::Float32 ? 2u : 0u);
      const auto& output = graph.tensors[static_cast<std::size_t>(graph.outputs[0])];
      EXPECT_EQ(output.name, "probabilities");
    }
  }
}

TEST(Quantize, an_operator_without_integer_form_is_named) {
  const Source source = source_of(graph::testing::random_lstm(3));
  Options options;
  options.scheme = {SchemeKind::Int16x8, 0};
  try {
    quantize(source, random_parts(source, 3), options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
    EXPECT_NE(error.message().find("operator 0 (UNIDIRECTIONAL_SEQUENCE_LSTM)"), std::string::npos);
    EXPECT_NE(error.message().find("int16"), std::string::npos);
  }
  options.keep_float = true;
  const Result result = quantize(source, random_parts(source, 3), options);
  ASSERT_EQ(result.notes.size(), 2u);  // both layers
  EXPECT_NE(result.notes[0].find("int8 weights"), std::string::npos);
}

TEST(Quantize, without_samples_there_is_nothing_to_calibrate_with) {
  Options options;
  options.scheme = {SchemeKind::Int8, 0};
  EXPECT_THROW(quantize(source_of(graph::testing::random_cnn(2)), {}, options), Error);
}

TEST(Quantize, samples_of_another_size_are_refused) {
  Options options;
  options.scheme = {SchemeKind::Int8, 0};
  const Parts parts = random_parts(source_of(graph::testing::random_dnn(1)), 2);
  EXPECT_THROW(quantize(source_of(graph::testing::random_compact(1)), parts, options), Error);
}

TEST(Quantize, a_limit_to_the_drop_raises_operators_until_it_is_kept) {
  const Source source = source_of(graph::testing::random_cnn(2));
  Parts parts = random_parts(source, 60);
  Options options;
  options.max_drop = -0.001;  // cannot be kept: all that computes ends in float32
  for (const SchemeKind kind : {SchemeKind::Int8, SchemeKind::UInt8}) {
    options.scheme = {kind, 0};
    const Result result = quantize(source, parts, options);
    EXPECT_EQ(result.after.validation, 1.0);
    EXPECT_FALSE(result.errors.empty());
    ASSERT_FALSE(result.notes.empty());
    EXPECT_NE(result.notes.back().find("float32"), std::string::npos);
  }
  parts.validation = {};
  EXPECT_THROW(quantize(source, parts, options), Error);
}

TEST(Quantize, what_the_file_carries_besides_the_network_stays) {
  const Source source = source_of(graph::testing::random_cnn(2));
  Options options;
  options.scheme = {SchemeKind::Weights, 0};
  const Result result = quantize(source, {}, options);
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
  Options options;
  options.scheme = {SchemeKind::Weights, 0};
  const Result result = quantize(source_of(graph::testing::random_cnn(2)), {}, options);
  try {
    read_source(result.bytes, "again.tflite");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
    EXPECT_EQ(error.where(), "again.tflite");
  }
}

TEST(Quantize, the_json_has_the_stable_keys) {
  Options options;
  options.scheme = {SchemeKind::Weights, 0};
  const Result result = quantize(source_of(graph::testing::random_cnn(2)), {}, options);
  const nlohmann::json json = to_json(result);
  EXPECT_EQ(json["scheme"], "weights");
  EXPECT_EQ(json["file_bytes"], result.bytes.size());
  EXPECT_TRUE(json["accuracy_before"].is_null());  // no labelled sample was given
  for (const char* key : {"weight_bytes", "arena_bytes", "accuracy_after"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
}

TEST(Quantize, the_table_has_a_row_for_each_scheme_and_says_why_one_is_missing) {
  const Source source = source_of(graph::testing::random_cnn(2));
  Options options;
  options.scheme = {SchemeKind::Weights, 0};
  const std::vector<Row> rows = {{"weights", quantize(source, {}, options), ""},
                                 {"int8", std::nullopt, "no samples"}};
  EXPECT_NE(to_table(rows).find("refused: no samples"), std::string::npos);
  const std::string csv = to_csv(rows);
  EXPECT_EQ(std::ranges::count(csv, '\n'), 3);
  const auto commas = [](const std::string& line) { return std::ranges::count(line, ','); };
  const std::size_t second = csv.find('\n') + 1, third = csv.find('\n', second) + 1;
  EXPECT_EQ(commas(csv.substr(0, second)), commas(csv.substr(second, third - second)));
  EXPECT_EQ(commas(csv.substr(0, second)), commas(csv.substr(third)));
  EXPECT_EQ(to_json(rows)[1]["refusal"], "no samples");
}

}  // namespace
}  // namespace ambulo::quantization
