// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/float16.h"

#include <gtest/gtest.h>

#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/passes/optimize.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/random_models.h"

namespace ambulo::quantization {
namespace {

using graph::DataType;

graph::Graph cnn() {
  return graph::optimize(graph::from_trained_model(graph::testing::random_cnn(3)));
}

TEST(Float16, large_constants_are_halved_and_small_ones_stay) {
  const graph::Graph before = cnn(), after = with_float16_weights(before);
  std::size_t converted = 0;
  for (const graph::Tensor& tensor : after.tensors) {
    if (tensor.type == DataType::Float16) ++converted;
    if (tensor.type == DataType::Float32) {
      EXPECT_LE(tensor.data.size(), 200u) << tensor.name;
    }
  }
  EXPECT_EQ(converted, 5u);  // filters and dense weights; the biases have at most 50 numbers
  EXPECT_EQ(after.operators.size(), before.operators.size() + converted);
  EXPECT_EQ(after.operators[0].inputs.size(), 1u);
}

TEST(Float16, the_network_stays_nearly_the_same_function) {
  const double difference = graph::testing::largest_difference(cnn(), with_float16_weights(cnn()));
  EXPECT_GT(difference, 0.0);
  EXPECT_LT(difference, 2e-2);
}

}  // namespace
}  // namespace ambulo::quantization
