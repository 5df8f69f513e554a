// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/behind_front_end.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "toolchain/core/error.h"
#include "toolchain/graph/passes/front_end_inside.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/quantization/qat/differentiate.h"
#include "toolchain/quantization/quantize.h"
#include "toolchain/quantization/testing/random_source.h"
#include "toolchain/tflite/export.h"
#include "toolchain/tflite/raw_input.h"
#include "toolchain/tflite/reader.h"

namespace ambulo::quantization {
namespace {

using testing::random_parts;

Source raw_source(const training::TrainedModel& model) {
  return read_source(tflite::with_front_end_inside(tflite::export_model(model), model.name),
                     model.name);
}

Options int8() {
  Options options;
  options.scheme = {SchemeKind::Int8, 0};
  return options;
}

TEST(BehindFrontEnd, the_network_is_quantised_as_if_it_stood_alone) {
  const Source source = raw_source(graph::testing::random_compact(4));
  const Parts parts = random_parts(source, 20);
  const auto behind = behind_front_end(source, parts);
  ASSERT_TRUE(behind);
  const auto halves = graph::without_front_end(tflite::read(quantize(source, parts, int8()).bytes));
  ASSERT_TRUE(halves);
  const auto alone = tflite::read(quantize(behind->network, behind->parts, int8()).bytes);
  EXPECT_EQ(graph::testing::largest_difference(halves->second, alone), 0.0);
  EXPECT_EQ(graph::testing::largest_difference(halves->first, behind->front_end), 0.0);
}

TEST(BehindFrontEnd, every_scheme_keeps_the_front_end_and_agrees_with_the_float_file) {
  for (const auto& model : {graph::testing::random_compact(4), graph::testing::random_lstm(3)}) {
    const Source source = raw_source(model);
    const Parts parts = random_parts(source, 30);
    const bool fast = model.name == "compact";
    for (const Scheme& scheme : fast ? all_schemes() : std::vector<Scheme>{int8().scheme}) {
      if (scheme.kind == SchemeKind::Float32) continue;
      if (scheme.kind == SchemeKind::Qat && !can_differentiate()) continue;
      Options options;
      options.scheme = scheme;
      options.keep_float = true;
      if (scheme.kind == SchemeKind::Mixed) options.budget = source.bytes.size() * 4 / 10;
      const Result result = quantize(source, parts, options);
      const graph::Graph graph = tflite::read(result.bytes);
      EXPECT_TRUE(graph::without_front_end(graph)) << to_string(scheme);
      const auto& input = graph.tensors[static_cast<std::size_t>(graph.inputs[0])];
      EXPECT_EQ(input.type, graph::DataType::Float32);
      EXPECT_EQ(input.shape, (std::vector<std::int32_t>{1, 128, 6}));
      EXPECT_LE(result.bytes.size(), options.budget.value_or(result.bytes.size()));
      EXPECT_LT(result.bytes.size(), source.bytes.size());
      const double least = scheme.kind == SchemeKind::Int4 ? 0.5 : 0.8;
      EXPECT_GE(result.after.validation.value(), least) << model.name << " " << to_string(scheme);
    }
  }
}

TEST(BehindFrontEnd, is_absent_where_the_file_has_none) {
  const Source source = testing::source_of(graph::testing::random_compact(4));
  EXPECT_FALSE(behind_front_end(source, {}));
}

TEST(BehindFrontEnd, refuses_an_integer_input) {
  const Source source = raw_source(graph::testing::random_compact(4));
  Options options = int8();
  options.ends = Ends::Integer;
  EXPECT_THROW(quantize(source, random_parts(source, 5), options), Error);
}

}  // namespace
}  // namespace ambulo::quantization
