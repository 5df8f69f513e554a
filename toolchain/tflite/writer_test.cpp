// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/writer.h"

#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/passes/optimize.h"
#include "toolchain/graph/summary.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/tflite/reader.h"
#include "toolchain/tflite/verified_table.h"

namespace ambulo::tflite {
namespace {

using graph::Graph;

Graph optimized(const training::TrainedModel& model) {
  return graph::optimize(graph::from_trained_model(model));
}

void expect_equal(const Graph& a, const Graph& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.inputs, b.inputs);
  EXPECT_EQ(a.outputs, b.outputs);
  ASSERT_EQ(a.tensors.size(), b.tensors.size());
  for (std::size_t i = 0; i < a.tensors.size(); ++i) {
    EXPECT_EQ(a.tensors[i].name, b.tensors[i].name);
    EXPECT_EQ(a.tensors[i].type, b.tensors[i].type);
    EXPECT_EQ(a.tensors[i].shape, b.tensors[i].shape);
    EXPECT_EQ(a.tensors[i].data, b.tensors[i].data);
    EXPECT_EQ(a.tensors[i].is_variable, b.tensors[i].is_variable);
  }
  ASSERT_EQ(a.operators.size(), b.operators.size());
  for (std::size_t i = 0; i < a.operators.size(); ++i) {
    EXPECT_EQ(type_name(a.operators[i]), type_name(b.operators[i]));
    EXPECT_EQ(a.operators[i].inputs, b.operators[i].inputs);
    EXPECT_EQ(a.operators[i].outputs, b.operators[i].outputs);
  }
}

TEST(Writer, gives_bytes_that_read_back_to_the_same_graph) {
  for (const auto& model : {graph::testing::random_dnn(1), graph::testing::random_cnn(2),
                            graph::testing::random_lstm(3), graph::testing::random_compact(4)}) {
    SCOPED_TRACE(model.name);
    const Graph before = optimized(model);
    const Graph after = read(write(before));
    expect_equal(before, after);
    EXPECT_EQ(graph::testing::largest_difference(before, after), 0.0);
  }
}

// One operator of each kind with options that differ from their defaults.
TEST(Writer, keeps_every_option_of_every_operator) {
  Graph before;
  const int image = graph::add_tensor(before, "image", {1, 1, 8, 2});
  before.inputs = {image};
  const auto constant = [&](graph::Shape shape) {
    return graph::add_constant(before, "w", shape,
                               std::vector<float>(graph::element_count(shape), 0.25f));
  };
  const auto range = [&](std::vector<std::int32_t> values) {
    return graph::add_constant(before, "r", {static_cast<std::int32_t>(values.size())}, values);
  };
  const auto push = [&](graph::Attributes attributes, std::vector<int> inputs, graph::Shape shape) {
    const int output = graph::add_tensor(before, "t", std::move(shape));
    before.operators.push_back({std::move(attributes), std::move(inputs), {output}});
    return output;
  };
  using graph::Activation;
  int x = push(graph::Conv2d{graph::Padding::Same, 1, 2, 1, 1, Activation::Relu6},
               {image, constant({3, 1, 3, 2}), constant({3})}, {1, 1, 4, 3});
  x = push(graph::Conv2d{graph::Padding::Valid, 1, 1, 1, 2},
           {x, constant({3, 1, 2, 3}), graph::kNone}, {1, 1, 2, 3});
  x = push(graph::Pool2d{false, graph::Padding::Same, 1, 1, 1, 2, Activation::Relu}, {x},
           {1, 1, 2, 3});
  x = push(graph::Concatenation{-1}, {x, x}, {1, 1, 2, 6});
  x = push(graph::StridedSlice{1, 3, 0, 0, 4},
           {x, range({0, 0, 1, 0}), range({1, 1, 2, 6}), range({1, 1, 1, 2})}, {1, 1, 3});
  x = push(graph::Reduce{graph::Reduce::Kind::Mean, true}, {x, range({1})}, {1, 1, 3});
  x = push(graph::FullyConnected{Activation::Relu, true}, {x, constant({5, 3})}, {1, 1, 5});
  x = push(graph::Elementwise{graph::Elementwise::Kind::Div, Activation::Relu6}, {x, constant({5})},
           {1, 1, 5});
  x = push(graph::Elementwise{graph::Elementwise::Kind::Sub}, {x, constant({1})}, {1, 1, 5});
  x = push(graph::Unary{graph::Unary::Kind::Logistic}, {x}, {1, 1, 5});
  x = push(graph::Unary{graph::Unary::Kind::Tanh}, {x}, {1, 1, 5});
  x = push(graph::Reshape{}, {x, range({1, -1})}, {1, 5});
  x = push(graph::Softmax{0.5f}, {x}, {1, 5});
  before.outputs = {x};

  const Graph after = read(write(before));
  expect_equal(before, after);
  EXPECT_EQ(graph::testing::largest_difference(before, after), 0.0);
}

TEST(Writer, needs_little_more_than_the_parameters) {
  const Graph cnn = optimized(graph::testing::random_cnn(1));
  EXPECT_LE(write(cnn).size(), 4 * graph::summarize(cnn).total.parameters + 3 * 1024);
}

TEST(Writer, gives_the_same_bytes_for_the_same_graph) {
  const Graph cnn = optimized(graph::testing::random_cnn(1));
  EXPECT_EQ(write(cnn), write(cnn));
}

TEST(Writer, aligns_constants_to_16_bytes) {
  const Graph graph = optimized(graph::testing::random_lstm(1));
  const auto bytes = write(graph);
  std::size_t found = 0;
  for (const graph::Tensor& tensor : graph.tensors) {
    if (tensor.data.size() < 64) continue;
    const auto at = std::search(bytes.begin(), bytes.end(), tensor.data.begin(), tensor.data.end());
    ASSERT_NE(at, bytes.end());
    EXPECT_EQ((at - bytes.begin()) % 16, 0) << tensor.name;
    ++found;
  }
  EXPECT_EQ(found, 25u);  // 2 x (8 weights + 4 biases) and the dense weights
}

TEST(Writer, puts_the_code_of_an_operator_into_both_fields) {
  const auto bytes = write(optimized(graph::testing::random_lstm(1)));
  VerifiedBuffer file(bytes, schema::kFileIdentifier, "");
  const auto codes = file.root().tables(schema::model::kOperatorCodes);
  ASSERT_EQ(codes.size(), 4u);  // two LSTM operators share one
  EXPECT_EQ(codes[0].get(schema::operator_code::kDeprecatedBuiltinCode), 44);
  EXPECT_EQ(codes[0].get(schema::operator_code::kBuiltinCode), 44);
  EXPECT_EQ(codes[0].get(schema::operator_code::kVersion), 1);
}

TEST(Writer, stores_metadata_under_its_names) {
  const Graph graph = optimized(graph::testing::random_dnn(1));
  const auto entries = read_metadata(write(graph, {{"first", {1, 2, 3}}, {"second", {}}}));
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].name, "first");
  EXPECT_EQ(entries[0].bytes, (std::vector<std::uint8_t>{1, 2, 3}));
  EXPECT_EQ(entries[1].name, "second");
  EXPECT_TRUE(entries[1].bytes.empty());
}

TEST(Writer, keeps_quantization_parameters) {
  Graph before = optimized(graph::testing::random_dnn(1));
  before.tensors[1].quantization = graph::Quantization{{0.5f, 0.25f}, {3, -4}, 0};
  before.tensors[1].shape = {2};
  before.tensors[1].data.resize(8);
  const Graph after = read(write(before));
  ASSERT_TRUE(after.tensors[1].quantization);
  EXPECT_EQ(after.tensors[1].quantization->scale, (std::vector<float>{0.5f, 0.25f}));
  EXPECT_EQ(after.tensors[1].quantization->zero_point, (std::vector<std::int64_t>{3, -4}));
}

TEST(Writer, refuses_operators_that_no_file_holds) {
  EXPECT_THROW(write(graph::from_trained_model(graph::testing::random_dnn(1))), Error);
  Graph graph = optimized(graph::testing::random_dnn(1));
  graph.operators[1].attributes = graph::Unknown{"ADD"};
  EXPECT_THROW(write(graph), Error);
}

}  // namespace
}  // namespace ambulo::tflite
