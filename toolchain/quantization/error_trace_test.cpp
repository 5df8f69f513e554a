// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/error_trace.h"

#include <gtest/gtest.h>

#include "toolchain/graph/edit.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/quantization/fallback.h"
#include "toolchain/quantization/testing/random_source.h"

namespace ambulo::quantization {
namespace {

using testing::random_samples;
using testing::source_of;

struct Traced {
  Source source;
  Calibration calibration;
  Plan plan;
  std::vector<OperatorError> errors;
};

Traced traced(Source source, void (*spoil)(Source&, Calibration&)) {
  Traced result{std::move(source), {}, {}, {}};
  const Samples samples = random_samples(result.source, 20, 1);
  result.calibration = calibrate(result.source.bytes, result.source.graph, result.source.where,
                                 samples, {.observer = Observer::MinMax});
  spoil(result.source, result.calibration);
  result.plan = uniform_plan(result.source.graph, Precision::Int8, false);
  result.errors = trace_errors(result.source, result.calibration, result.plan, samples);
  return result;
}

void leave(Source&, Calibration&) {}

void widen_second_dense_layer(Source& source, Calibration& calibration) {
  const int output = source.graph.operators[2].outputs[0];
  calibration.ranges[static_cast<std::size_t>(output)].high *= 100.0;
}

TEST(ErrorTrace, every_operator_that_computes_is_judged) {
  const Traced result = traced(source_of(graph::testing::random_cnn(1)), leave);
  EXPECT_EQ(result.errors.size(), 6u);  // 3 convolutions, 2 dense layers, softmax
  for (const OperatorError& error : result.errors) {
    EXPECT_GT(error.alone_db, 20.0) << error.type;
    EXPECT_LT(error.alone_db, 80.0) << error.type;
  }
}

TEST(ErrorTrace, the_guilty_operator_comes_first) {
  const Traced result = traced(source_of(graph::testing::random_dnn(1)), widen_second_dense_layer);
  EXPECT_EQ(result.errors.front().index, 2u);
  EXPECT_EQ(result.errors[1].index, 3u);  // reads what the guilty one wrote
  EXPECT_LT(result.errors[1].alone_db + 15.0, result.errors[2].alone_db);
  EXPECT_NE(to_text(result.errors).find("the most is lost in operator 2 (FULLY_CONNECTED)"),
            std::string::npos);
}

TEST(Fallback, the_guiltiest_is_raised_first_and_no_more_than_needed) {
  const Traced result = traced(source_of(graph::testing::random_dnn(1)), widen_second_dense_layer);
  const auto accuracy_of = [](const Plan& plan) {
    return plan[2] == Precision::Int8 ? 0.80 : 0.90;
  };
  const Fallback fallback =
      raise_until(result.source.graph, result.plan, result.errors, 0.90, 0.005, accuracy_of);
  ASSERT_EQ(fallback.reasons.size(), 1u);
  EXPECT_NE(fallback.reasons[0].find("10.00 points"), std::string::npos) << fallback.reasons[0];
  EXPECT_EQ(fallback.plan[2], Precision::Int16);
  EXPECT_EQ(fallback.plan[1], Precision::Int8);
}

TEST(Fallback, nothing_is_raised_within_the_limit) {
  const Traced result = traced(source_of(graph::testing::random_dnn(1)), leave);
  const auto same = [](const Plan&) { return 0.897; };
  const Fallback fallback =
      raise_until(result.source.graph, result.plan, result.errors, 0.90, 0.005, same);
  EXPECT_TRUE(fallback.reasons.empty());
  EXPECT_EQ(fallback.plan, result.plan);
}

}  // namespace
}  // namespace ambulo::quantization
