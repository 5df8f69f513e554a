// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/fuse_activation.h"

#include <gtest/gtest.h>

#include "toolchain/graph/edit.h"
#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/random_models.h"

namespace ambulo::graph {
namespace {

TEST(FuseActivation, leaves_no_relu_behind_convolutions_and_dense_layers) {
  const Graph before = from_trained_model(testing::random_cnn(5));
  const Graph after = fuse_activation(before);
  EXPECT_EQ(testing::count_of_type(before, "RELU"), 4u);
  EXPECT_EQ(testing::count_of_type(after, "RELU"), 0u);
  EXPECT_EQ(testing::largest_difference(before, after), 0.0);
}

// x -> MUL -> RELU -> RELU6 -> y
Graph two_activations() {
  Graph graph;
  graph.inputs = {add_tensor(graph, "x", {1, 4})};
  const int factor = add_constant(graph, "factor", {4}, std::vector<float>{-5, 1, 5, 20});
  const int product = add_tensor(graph, "product", {1, 4});
  const int relu = add_tensor(graph, "relu", {1, 4});
  graph.outputs = {add_tensor(graph, "y", {1, 4})};
  graph.operators = {
      {Elementwise{Elementwise::Kind::Mul}, {graph.inputs[0], factor}, {product}},
      {Unary{Unary::Kind::Relu}, {product}, {relu}},
      {Unary{Unary::Kind::Relu6}, {relu}, graph.outputs},
  };
  return graph;
}

TEST(FuseActivation, fuses_one_activation_into_an_operator_and_no_second) {
  const Graph before = two_activations();
  const Graph after = fuse_activation(before);
  EXPECT_EQ(testing::count_of_type(after, "RELU"), 0u);
  EXPECT_EQ(testing::count_of_type(after, "RELU6"), 1u);
  EXPECT_EQ(testing::largest_difference(before, after), 0.0);
}

TEST(FuseActivation, keeps_a_relu_whose_input_is_used_elsewhere) {
  Graph before = two_activations();
  before.outputs.push_back(before.operators[0].outputs[0]);
  const Graph after = fuse_activation(before);
  EXPECT_EQ(testing::count_of_type(after, "RELU"), 1u);
  EXPECT_EQ(testing::largest_difference(before, after), 0.0);
}

TEST(FuseActivation, leaves_quantized_operators_to_round_twice) {
  Graph graph = two_activations();
  for (Tensor& tensor : graph.tensors) tensor.quantization = Quantization{{0.5f}, {0}, 0};
  EXPECT_EQ(fuse_activation(graph).operators.size(), graph.operators.size());
}

}  // namespace
}  // namespace ambulo::graph
