// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/weights.h"

#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/passes/optimize.h"
#include "toolchain/graph/testing/random_models.h"

namespace ambulo::quantization {
namespace {

using graph::DataType;
using graph::Graph;

Graph graph_of(const training::TrainedModel& model) {
  return graph::optimize(graph::from_trained_model(model));
}

const graph::Tensor& operand(const Graph& graph, const graph::Operator& op, std::size_t i) {
  return graph.tensors[static_cast<std::size_t>(op.inputs[i])];
}

TEST(Weights, convolutions_and_dense_layers_get_a_scale_for_each_output) {
  const Graph graph = with_int8_weights(graph_of(graph::testing::random_cnn(1)));
  std::size_t layers = 0;
  for (const graph::Operator& op : graph.operators) {
    const auto* dense = std::get_if<graph::FullyConnected>(&op.attributes);
    if (!dense && !std::holds_alternative<graph::Conv2d>(op.attributes)) continue;
    ++layers;
    const graph::Tensor& weights = operand(graph, op, 1);
    EXPECT_EQ(weights.type, DataType::Int8);
    EXPECT_EQ(weights.quantization->scale.size(), static_cast<std::size_t>(weights.shape[0]));
    EXPECT_EQ(operand(graph, op, 0).type, DataType::Float32);
    EXPECT_EQ(operand(graph, op, 2).type, DataType::Float32);  // bias
    EXPECT_TRUE(!dense || dense->asymmetric_quantize_inputs);
  }
  EXPECT_EQ(layers, 5u);
}

TEST(Weights, each_matrix_of_an_lstm_gets_one_scale) {
  const Graph graph = with_int8_weights(graph_of(graph::testing::random_lstm(1)));
  const graph::Operator& lstm = graph.operators[0];
  ASSERT_TRUE(std::holds_alternative<graph::UnidirectionalSequenceLstm>(lstm.attributes));
  for (std::size_t i = 1; i <= 8; ++i) {
    EXPECT_EQ(operand(graph, lstm, i).type, DataType::Int8);
    EXPECT_EQ(operand(graph, lstm, i).quantization->scale.size(), 1u);
  }
}

TEST(Weights, weights_that_an_operator_without_hybrid_form_reads_too_stay_for_it) {
  Graph graph;
  graph.inputs = {add_tensor(graph, "x", {1, 2})};
  const int weights = add_constant(graph, "w", {2, 2}, std::vector<float>{1.0f, 2.0f, 3.0f, 4.0f});
  const int hidden = add_tensor(graph, "h", {1, 2}), sum = add_tensor(graph, "y", {2, 2});
  graph.operators = {{graph::FullyConnected{}, {0, weights, graph::kNone}, {hidden}},
                     {graph::Elementwise{}, {hidden, weights}, {sum}}};
  graph.outputs = {sum};
  const Graph after = with_int8_weights(graph);
  EXPECT_EQ(operand(after, after.operators[0], 1).type, DataType::Int8);
  EXPECT_EQ(operand(after, after.operators[1], 1).type, DataType::Float32);
}

TEST(Weights, a_network_without_weights_is_refused) {
  Graph graph;
  graph.inputs = {add_tensor(graph, "x", {1, 2})};
  graph.outputs = {add_tensor(graph, "y", {1, 2})};
  graph.operators = {{graph::Softmax{}, {0}, {1}}};
  EXPECT_THROW(with_int8_weights(graph), Error);
}

}  // namespace
}  // namespace ambulo::quantization
