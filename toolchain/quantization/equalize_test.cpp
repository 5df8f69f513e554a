// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/equalize.h"

#include <gtest/gtest.h>

#include <cstring>

#include "toolchain/graph/edit.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/quantization/error_trace.h"
#include "toolchain/quantization/testing/random_source.h"

namespace ambulo::quantization {
namespace {

using testing::random_samples;
using testing::source_of;

TEST(Equalize, the_network_stays_the_same_function) {
  for (const auto& model : {graph::testing::random_dnn(1), graph::testing::random_cnn(2),
                            graph::testing::random_compact(3)}) {
    const Source source = source_of(model);
    const Source result = equalized(source, random_samples(source, 20, 1));
    EXPECT_NE(result.bytes, source.bytes);
    EXPECT_LT(graph::testing::largest_difference(source.graph, result.graph), 1e-12) << model.name;
  }
}

TEST(Equalize, layers_are_found_through_pools_reshapes_and_concatenations) {
  EXPECT_EQ(scalable_operators(source_of(graph::testing::random_dnn(1)).graph).size(), 2u);
  EXPECT_EQ(scalable_operators(source_of(graph::testing::random_cnn(1)).graph).size(), 4u);
  const graph::Graph compact = source_of(graph::testing::random_compact(1)).graph;
  const auto layers = scalable_operators(compact);
  ASSERT_EQ(layers.size(), 3u);
  ASSERT_EQ(layers.back().readers.size(), 2u);  // through the mean and through the maximum
  EXPECT_EQ(layers.back().readers[0].channels.front(), 0);
  EXPECT_EQ(layers.back().readers[0].channels.back(), -1);
  EXPECT_TRUE(scalable_operators(source_of(graph::testing::random_lstm(1)).graph).empty());
}

// A channel a thousand times smaller than its neighbour, with weights a thousand times larger
// behind it: what batch norm leaves of a unit that hardly speaks.
TEST(Equalize, a_quiet_channel_is_no_longer_lost_in_rounding) {
  graph::Graph graph;
  graph.name = "quiet";
  graph.inputs = {add_tensor(graph, "x", {1, 2})};
  const int first = add_constant(graph, "w1", {2, 2}, std::vector<float>{1.0f, 0.0f, 0.0f, 1e-3f});
  const int second = add_constant(graph, "w2", {2, 2}, std::vector<float>{1.0f, 1e3f, -1.0f, 1e3f});
  const int hidden = add_tensor(graph, "h", {1, 2});
  graph.outputs = {add_tensor(graph, "y", {1, 2})};
  graph.operators = {
      {graph::FullyConnected{graph::Activation::Relu}, {0, first, graph::kNone}, {hidden}},
      {graph::FullyConnected{}, {hidden, second, graph::kNone}, graph.outputs}};
  const Source source = source_of(graph);
  const Samples samples = random_samples(source, 200, 1);
  const auto quality = [&](const Source& of) {
    const Calibration calibration =
        calibrate(of.bytes, of.graph, of.where, samples, {.observer = Observer::MinMax});
    const Plan plan = uniform_plan(of.graph, Precision::Int8, false);
    const auto errors = trace_errors(of, calibration, plan, samples);
    return errors.back().index == 1 ? errors.back().result_db : errors.front().result_db;
  };
  EXPECT_LT(quality(source), 15.0);
  EXPECT_GT(quality(equalized(source, samples)), 30.0);
}

}  // namespace
}  // namespace ambulo::quantization
