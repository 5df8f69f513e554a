// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/optimize.h"

#include <gtest/gtest.h>

#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/random_models.h"

namespace ambulo::graph {
namespace {

std::vector<std::string> optimized_types(const training::TrainedModel& model) {
  const Graph before = from_trained_model(model);
  const Graph after = optimize(before);
  EXPECT_LT(testing::largest_difference(before, after), 1e-6) << model.name;
  std::vector<std::string> types;
  for (const Operator& op : after.operators) types.push_back(type_name(op));
  return types;
}

using Types = std::vector<std::string>;

TEST(Optimize, leaves_only_what_each_network_must_compute) {
  EXPECT_EQ(optimized_types(testing::random_dnn(1)),
            (Types{"RESHAPE", "FULLY_CONNECTED", "FULLY_CONNECTED", "FULLY_CONNECTED", "SOFTMAX"}));
  EXPECT_EQ(optimized_types(testing::random_cnn(2)),
            (Types{"RESHAPE", "CONV_2D", "MAX_POOL_2D", "CONV_2D", "MAX_POOL_2D", "CONV_2D",
                   "MAX_POOL_2D", "RESHAPE", "FULLY_CONNECTED", "FULLY_CONNECTED", "SOFTMAX"}));
  EXPECT_EQ(optimized_types(testing::random_lstm(3)),
            (Types{"UNIDIRECTIONAL_SEQUENCE_LSTM", "UNIDIRECTIONAL_SEQUENCE_LSTM", "STRIDED_SLICE",
                   "FULLY_CONNECTED", "SOFTMAX"}));
  EXPECT_EQ(optimized_types(testing::random_compact(4)),
            (Types{"RESHAPE", "CONV_2D", "CONV_2D", "CONV_2D", "AVERAGE_POOL_2D", "MAX_POOL_2D",
                   "CONCATENATION", "RESHAPE", "FULLY_CONNECTED", "SOFTMAX"}));
}

TEST(Optimize, is_done_after_one_time) {
  const Graph once = optimize(from_trained_model(testing::random_compact(4)));
  const Graph twice = optimize(once);
  EXPECT_EQ(once.operators.size(), twice.operators.size());
  EXPECT_EQ(once.tensors.size(), twice.tensors.size());
}

}  // namespace
}  // namespace ambulo::graph
