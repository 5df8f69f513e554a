// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/passes/fold_batch_norm.h"

#include <gtest/gtest.h>

#include <cmath>

#include "toolchain/core/error.h"
#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/random_models.h"

namespace ambulo::graph {
namespace {

using training::LayerKind;
using training::LayerSpec;
using training::TrainedModel;

// A network of these layers, ending in dense and softmax.
TrainedModel network(std::vector<LayerSpec> layers) {
  layers.push_back({LayerKind::Dense, "output", 3});
  layers.push_back({LayerKind::Softmax, "softmax"});
  return testing::random_model("net", std::move(layers), 7, 24);
}

const LayerSpec kConv{LayerKind::Conv1d, "conv", 5, 3};
const LayerSpec kNorm{LayerKind::BatchNorm, "norm"};
const LayerSpec kRelu{LayerKind::Relu, "relu"};
const LayerSpec kPool{LayerKind::MaxPool, "pool", 0, 2};
const LayerSpec kDropout{LayerKind::Dropout, "dropout"};
const LayerSpec kFlatten{LayerKind::Flatten, "flatten"};
const LayerSpec kMeanMax{LayerKind::MeanMaxPool, "mean_max"};
const LayerSpec kLstm{LayerKind::Lstm, "lstm", 4};
const LayerSpec kLast{LayerKind::LastStep, "last"};
const LayerSpec kDense{LayerKind::Dense, "dense", 8};

LayerSpec named(LayerSpec spec, std::string name) {
  spec.name = std::move(name);
  return spec;
}

// All scales positive, but that of channel 1.
void set_scales(TrainedModel& model, float of_channel_1) {
  for (auto& layer : model.layers) {
    if (layer.spec.kind != LayerKind::BatchNorm) continue;
    auto& scales = layer.parameters["weight"].values;
    for (float& scale : scales) scale = std::abs(scale);
    scales[1] = of_channel_1;
  }
}

// Batch norms left after the pass, the function being the same.
std::size_t left_after(const TrainedModel& model) {
  const Graph before = from_trained_model(model);
  const Graph after = fold_batch_norm(before);
  EXPECT_LT(testing::largest_difference(before, after), 1e-6);
  return testing::count_of_type(after, "BATCH_NORM");
}

TEST(FoldBatchNorm, folds_into_the_convolution_or_dense_layer_right_before_it) {
  EXPECT_EQ(left_after(network({kConv, kNorm, kRelu, kFlatten})), 0u);
  EXPECT_EQ(left_after(network({kFlatten, kDense, kNorm, kRelu})), 0u);
}

TEST(FoldBatchNorm, folds_into_the_dense_layer_behind_relu_and_dropout) {
  EXPECT_EQ(left_after(network({kFlatten, kDense, kRelu, kNorm, kDropout})), 0u);
}

TEST(FoldBatchNorm, folds_into_a_valid_convolution_behind_it) {
  EXPECT_EQ(left_after(network({kNorm, kConv, kRelu, kFlatten})), 0u);
}

TEST(FoldBatchNorm, folds_through_flatten_into_a_dense_layer) {
  EXPECT_EQ(left_after(network({kConv, kRelu, kNorm, kFlatten})), 0u);
}

TEST(FoldBatchNorm, folds_into_the_input_weights_of_a_following_lstm) {
  EXPECT_EQ(left_after(network({kLstm, kNorm, named(kLstm, "second"), kLast})), 0u);
}

TEST(FoldBatchNorm, folds_behind_the_last_step_of_an_lstm) {
  EXPECT_EQ(left_after(network({kLstm, kNorm, kLast, kDropout})), 0u);
  EXPECT_EQ(left_after(network({kLstm, kLast, kNorm})), 0u);
}

TEST(FoldBatchNorm, passes_a_max_pool_only_with_scales_that_are_not_negative) {
  TrainedModel model = network({kConv, kRelu, kNorm, kPool, kFlatten});
  set_scales(model, -0.1f);
  EXPECT_EQ(left_after(model), 1u);
  set_scales(model, 0.0f);
  EXPECT_EQ(left_after(model), 0u);
}

TEST(FoldBatchNorm, passes_both_branches_of_a_mean_max_pool) {
  TrainedModel model = network({kConv, kRelu, kNorm, kMeanMax});
  set_scales(model, -0.1f);
  EXPECT_EQ(left_after(model), 1u);
  set_scales(model, 0.0f);
  EXPECT_EQ(left_after(model), 0u);
}

TEST(FoldBatchNorm, leaves_a_batch_norm_between_nonlinear_neighbours_unchanged) {
  EXPECT_EQ(left_after(network({kConv, kRelu, kNorm, named(kRelu, "second"), kFlatten})), 1u);
}

TEST(FoldBatchNorm, folds_several_into_the_same_weights) {
  EXPECT_EQ(left_after(network({kNorm, kFlatten, kDense, named(kNorm, "second")})), 0u);
}

TEST(FoldBatchNorm, leaves_an_output_of_the_graph_alone) {
  Graph graph = from_trained_model(network({kFlatten, kDense, kNorm, kRelu}));
  const int before_norm = graph.operators[2].inputs[0];
  ASSERT_EQ(type_name(graph.operators[2]), "BATCH_NORM");
  graph.outputs.push_back(before_norm);
  const Graph after = fold_batch_norm(graph);
  EXPECT_EQ(testing::count_of_type(after, "BATCH_NORM"), 1u);
  EXPECT_EQ(testing::largest_difference(graph, after), 0.0);
}

TEST(FoldBatchNorm, refuses_statistics_that_are_not_finite) {
  TrainedModel model = network({kConv, kNorm, kFlatten});
  model.layers[1].parameters["running_var"].values[0] = NAN;
  EXPECT_THROW(fold_batch_norm(from_trained_model(model)), Error);
}

}  // namespace
}  // namespace ambulo::graph
