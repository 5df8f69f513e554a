// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/summary.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/passes/optimize.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/graph/testing/recurrent_models.h"

namespace ambulo::graph {
namespace {

Summary summary_of(const training::TrainedModel& model) {
  return summarize(optimize(from_trained_model(model)));
}

TEST(Summary, counts_parameters_and_macs_of_each_network) {
  const Summary dnn = summary_of(testing::random_dnn(1));
  EXPECT_EQ(dnn.total.parameters, 768u * 64 + 64 + 64 * 64 + 64 + 64 * 6 + 6);
  EXPECT_EQ(dnn.total.macs, 768u * 64 + 64 * 64 + 64 * 6);

  const Summary cnn = summary_of(testing::random_cnn(1));
  const std::size_t time[] = {124, 58, 25};  // after each convolution
  EXPECT_EQ(cnn.total.macs, time[0] * 12 * 5 * 6 + time[1] * 24 * 5 * 12 + time[2] * 48 * 5 * 24 +
                                12 * 48 * 50 + 50 * 6);

  const Summary lstm = summary_of(testing::random_lstm(1));
  EXPECT_EQ(lstm.total.macs, 128u * 4 * 64 * (6 + 64) + 128u * 4 * 64 * (64 + 64) + 64 * 6);
  EXPECT_EQ(lstm.total.parameters, 4u * 64 * (6 + 64 + 1) + 4u * 64 * (64 + 64 + 1) + 64 * 6 + 6);
}

TEST(Summary, counts_the_macs_of_a_depthwise_convolution) {
  Graph graph;
  graph.tensors.resize(3);
  graph.tensors[0].shape = {1, 1, 30, 8};
  graph.tensors[1].shape = {1, 1, 3, 16};
  graph.tensors[2].shape = {1, 1, 28, 16};
  graph.operators = {{Unknown{"DEPTHWISE_CONV_2D"}, {0, 1}, {2}}};
  EXPECT_EQ(summarize(graph).total.macs, 28u * 16 * 3);
}

TEST(Summary, takes_operators_without_operands_or_results) {
  Graph graph;
  graph.tensors.resize(1);  // a scalar
  graph.operators = {{Unknown{"DEPTHWISE_CONV_2D"}, {0, 0}, {kNone}},
                     {Unknown{"DEPTHWISE_CONV_2D"}, {}, {}},
                     {Unknown{"DEPTHWISE_CONV_2D"}, {kNone, kNone}, {0}}};
  const Summary summary = summarize(graph);
  EXPECT_EQ(summary.total.count, 3u);
  EXPECT_EQ(summary.total.macs, 0u);
  EXPECT_TRUE(summary.operators[0].outputs.empty());
}

TEST(Summary, groups_by_type_with_the_most_expensive_first) {
  const Summary cnn = summary_of(testing::random_cnn(1));
  ASSERT_FALSE(cnn.by_type.empty());
  EXPECT_EQ(cnn.by_type[0].type, "CONV_2D");
  EXPECT_EQ(cnn.by_type[0].count, 3u);
  std::size_t count = 0;
  for (const TypeSummary& type : cnn.by_type) count += type.count;
  EXPECT_EQ(count, cnn.operators.size());
}

TEST(Summary, names_each_operator_that_the_runtime_lacks_once) {
  Graph graph = optimize(from_trained_model(testing::random_compact(1)));
  EXPECT_TRUE(summarize(graph).unsupported.empty());
  for (int i = 0; i < 2; ++i) graph.operators.push_back({Unknown{"HASHTABLE"}, {}, {}});
  graph.operators.push_back({Unknown{"FlexTensorListReserve"}, {}, {}});
  EXPECT_EQ(summarize(graph).unsupported,
            (std::vector<std::string>{"HASHTABLE", "FlexTensorListReserve"}));
}

TEST(Summary, says_to_convert_a_file_with_a_loop) {
  const Summary loop = summarize(testing::recurrent_model({}).graphs[0]);
  EXPECT_NE(to_text(loop).find("run `ambulo convert IN --out OUT` first"), std::string::npos);
  EXPECT_TRUE(advice(summary_of(testing::random_cnn(1))).empty());
}

TEST(Summary, is_a_table_with_one_line_for_each_operator) {
  const Summary summary = summary_of(testing::random_cnn(1));
  const std::string text = to_text(summary);
  EXPECT_NE(text.find("cnn: input (1, 128, 6) float32 -> probabilities (1, 6) float32"),
            std::string::npos);
  EXPECT_NE(text.find("(1, 1, 124, 12)"), std::string::npos);
  EXPECT_NE(text.find("total"), std::string::npos);
  EXPECT_EQ(text.find("not in the device runtime"), std::string::npos);
}

TEST(Summary, is_json_with_stable_keys) {
  const nlohmann::json json = to_json(summary_of(testing::random_dnn(1)));
  EXPECT_EQ(json["inputs"][0]["shape"], (nlohmann::json{1, 128, 6}));
  EXPECT_EQ(json["outputs"][0]["name"], "probabilities");
  EXPECT_EQ(json["operators"][1]["type"], "FULLY_CONNECTED");
  EXPECT_EQ(json["operators"][1]["macs"], 768 * 64);
  EXPECT_TRUE(json["unsupported"].is_array());
}

}  // namespace
}  // namespace ambulo::graph
