// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/mixed.h"

#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/quantization/layer_plan.h"
#include "toolchain/quantization/quantize.h"
#include "toolchain/quantization/testing/random_source.h"

namespace ambulo::quantization {
namespace {

Options mixed(const Goal& goal) {
  Options options;
  options.scheme = {SchemeKind::Mixed, 0};
  options.budget = goal.budget;
  options.max_drop = goal.max_drop;
  return options;
}

TEST(Mixed, operators_without_weights_follow_the_layer_before_them) {
  const Source source = testing::source_of(graph::testing::random_cnn(1));
  const auto layers = layers_of(source.graph);
  ASSERT_GE(layers.size(), 3u);
  std::vector<Precision> choices(layers.size(), Precision::Int4);
  choices[1] = Precision::Float32;
  const Plan plan = plan_of(source.graph, choices);
  for (std::size_t i = layers[0] + 1; i < layers[1]; ++i) EXPECT_EQ(plan[i], Precision::Int8) << i;
  for (std::size_t i = layers[1] + 1; i < layers[2]; ++i) {
    EXPECT_EQ(plan[i], Precision::Float32) << i;
  }
}

TEST(Mixed, file_keeps_the_budget_and_is_the_one_of_the_front) {
  const Source source = testing::source_of(graph::testing::random_cnn(1));
  const Parts parts = testing::random_parts(source, 40);
  const std::size_t int8_bytes = quantize(source, parts, {}).bytes.size();
  const std::size_t budget = int8_bytes * 8 / 10;
  const Result result = quantize(source, parts, mixed({budget, {}}));
  EXPECT_LE(result.bytes.size(), budget);
  ASSERT_TRUE(result.mixed);
  const MixedPoint& chosen = result.mixed->front[result.mixed->chosen];
  EXPECT_EQ(chosen.file_bytes, result.bytes.size());
  EXPECT_EQ(chosen.accuracy, result.after.validation.value());
  for (std::size_t i = 1; i < result.mixed->front.size(); ++i) {
    EXPECT_GT(result.mixed->front[i].file_bytes, result.mixed->front[i - 1].file_bytes);
    EXPECT_LT(result.mixed->front[i].divergence, result.mixed->front[i - 1].divergence);
  }
  EXPECT_EQ(quantize(source, parts, mixed({budget, {}})).bytes, result.bytes);
}

TEST(Mixed, no_drop_at_all_can_always_be_kept) {
  const Source source = testing::source_of(graph::testing::random_cnn(2));
  const Parts parts = testing::random_parts(source, 40);
  const Result result = quantize(source, parts, mixed({{}, 0.0}));
  EXPECT_EQ(result.after.validation.value(), result.before.validation.value());
  EXPECT_LE(result.after.file_bytes, result.before.file_bytes);
}

TEST(Mixed, budget_that_nothing_fits_into_names_the_smallest_file) {
  const Source source = testing::source_of(graph::testing::random_cnn(1));
  const Parts parts = testing::random_parts(source, 20);
  try {
    quantize(source, parts, mixed({1000, {}}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_NE(error.message().find("1000"), std::string::npos) << error.what();
    EXPECT_NE(error.fix().find("smallest"), std::string::npos) << error.what();
  }
}

TEST(Mixed, without_a_goal_or_validation_people_it_is_a_usage_error) {
  const Source source = testing::source_of(graph::testing::random_cnn(1));
  Parts parts = testing::random_parts(source, 20);
  const auto kind_of = [&](const Goal& goal) {
    try {
      quantize(source, parts, mixed(goal));
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::Internal;
  };
  EXPECT_EQ(kind_of({}), ErrorKind::Usage);
  parts.validation = {};
  EXPECT_EQ(kind_of({20000, {}}), ErrorKind::Usage);
}

}  // namespace
}  // namespace ambulo::quantization
