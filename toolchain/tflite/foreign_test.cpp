// SPDX-License-Identifier: Apache-2.0
// Files made elsewhere: what is not modelled survives being read and written.
#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate.h"
#include "toolchain/graph/testing/recurrent_models.h"
#include "toolchain/tflite/reader.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::tflite {
namespace {

using graph::DataType;
using graph::Graph;
using graph::Model;
using graph::Unknown;

Model round_trip(const Model& model) {
  return read_model(write(model));
}

Graph one_operator(const graph::Attributes& attributes) {
  Graph graph;
  graph.inputs = {add_tensor(graph, "x", {1, 2})};
  graph.outputs = {add_tensor(graph, "y", {1, 2})};
  graph.operators = {{attributes, graph.inputs, graph.outputs}};
  return graph;
}

TEST(ForeignFile, keeps_the_options_of_operators_that_are_not_modelled) {
  // ARG_MAX: its one field, the type of the result, is a byte.
  Unknown unknown{"ARG_MAX", 56, 40, {{0, {2}}, {3, {1, 2, 3, 4}}}, true, true, {}};
  Graph before = one_operator(unknown);
  before.operators[0].version = 7;
  const Model after = round_trip({{before}});
  const graph::Operator& op = after.graphs[0].operators[0];
  const auto& same = std::get<Unknown>(op.attributes);
  EXPECT_EQ(same.name, "ARG_MAX");
  EXPECT_EQ(same.code, 56);
  EXPECT_EQ(same.options_type, 40);
  EXPECT_EQ(op.version, 7);
  ASSERT_EQ(same.options.size(), 2u);
  EXPECT_EQ(same.options[0].slot, 0);
  EXPECT_EQ(same.options[0].bytes[0], 2);  // padding may follow
  EXPECT_EQ(same.options[1].slot, 3);
  EXPECT_EQ(same.options[1].bytes[3], 4);
}

TEST(ForeignFile, keeps_custom_operators_with_their_options) {
  Unknown custom{"FlexBucketize", 32};
  custom.custom_options = {1, 2, 3};
  custom.is_writable = true;
  const Model after = round_trip({{one_operator(custom)}});
  const auto& same = std::get<Unknown>(after.graphs[0].operators[0].attributes);
  EXPECT_EQ(same.name, "FlexBucketize");
  EXPECT_EQ(same.custom_options, custom.custom_options);
}

TEST(ForeignFile, is_refused_where_writing_it_back_would_lose_something) {
  EXPECT_THROW(write(one_operator(Unknown{"BUCKETIZE", 147})), Error);
}

TEST(ForeignFile, keeps_tensors_of_every_type_with_their_scales) {
  for (const DataType type : {DataType::Int8, DataType::UInt8, DataType::Int16, DataType::Float16,
                              DataType::Int64, DataType::Bool}) {
    Graph before = one_operator(graph::Plain{graph::Plain::Kind::Dequantize});
    graph::Tensor& input = before.tensors[0];
    input.type = type;
    input.data.assign(2 * byte_size(type), 1);
    input.quantization = graph::Quantization{{0.5f, 0.25f}, {0, 0}, 1};
    input.shape_signature = {-1, 2};
    const Graph after = std::move(round_trip({{before}}).graphs[0]);
    EXPECT_EQ(after.tensors[0].type, type);
    EXPECT_EQ(after.tensors[0].data, input.data);
    EXPECT_EQ(after.tensors[0].quantization->scale, input.quantization->scale);
    EXPECT_EQ(after.tensors[0].quantization->axis, 1);
    EXPECT_EQ(after.tensors[0].shape_signature, input.shape_signature);
  }
}

TEST(ForeignFile, keeps_loops_and_what_they_compute) {
  using graph::testing::Form;
  for (const Form form : {Form::Loop, Form::TensorLists}) {
    graph::testing::RecurrentSpec spec;
    spec.form = form;
    const Model before = graph::testing::recurrent_model(spec);
    const Model after = round_trip(before);
    ASSERT_EQ(after.graphs.size(), 3u);
    graph::DoubleTensor x{{1, spec.steps, spec.inputs}, {}};
    for (int i = 0; i < spec.steps * spec.inputs; ++i) x.values.push_back(0.1 * i - 0.5);
    EXPECT_EQ(graph::Evaluator(after).run({x})[0].values,
              graph::Evaluator(before).run({x})[0].values);
  }
}

TEST(ForeignFile, keeps_the_names_that_apps_call_it_by) {
  Graph before = one_operator(graph::Unary{});
  before.signatures = {{"serving_default", {"window"}, {"activity"}}};
  const Model after = round_trip({{before}});
  ASSERT_EQ(after.graphs[0].signatures.size(), 1u);
  EXPECT_EQ(after.graphs[0].signatures[0].key, "serving_default");
  EXPECT_EQ(after.graphs[0].signatures[0].inputs, (std::vector<std::string>{"window"}));
  EXPECT_EQ(after.graphs[0].signatures[0].outputs, (std::vector<std::string>{"activity"}));
}

TEST(ForeignFile, keeps_the_ranges_inside_a_quantized_lstm) {
  Graph before = one_operator(graph::Unary{});
  before.operators[0].intermediates = {add_tensor(before, "range", {}, DataType::Int16)};
  EXPECT_EQ(round_trip({{before}}).graphs[0].operators[0].intermediates,
            before.operators[0].intermediates);
}

TEST(ForeignFile, is_refused_when_graphs_call_themselves_or_are_not_there) {
  Model model = graph::testing::recurrent_model({});
  const auto refused = [](const Model& changed) {
    try {
      round_trip(changed);
      return false;
    } catch (const Error& error) {
      return error.kind() == ErrorKind::BadInput;
    }
  };
  EXPECT_FALSE(refused(model));
  const auto with_loop = [&](const graph::While& loop) {
    Model changed = model;
    for (graph::Operator& op : changed.graphs[0].operators) {
      if (auto* found = std::get_if<graph::While>(&op.attributes)) *found = loop;
    }
    return changed;
  };
  EXPECT_TRUE(refused(with_loop({1, 3})));
  EXPECT_TRUE(refused(with_loop({1, -1})));
  EXPECT_TRUE(refused(with_loop({0, 2})));
  EXPECT_TRUE(refused(with_loop({2, 1})));  // another number of results
  Model ring = model;
  Graph& body = ring.graphs[2];
  const auto carried = body.inputs;
  ring.graphs[2].operators.push_back({graph::While{1, 2}, carried, {}});
  for (const int input : carried) {
    const graph::Tensor& tensor = body.tensors[static_cast<std::size_t>(input)];
    const int output = add_tensor(body, "", graph::Shape(tensor.shape), tensor.type);
    body.operators.back().outputs.push_back(output);
  }
  EXPECT_TRUE(refused(ring));
}

}  // namespace
}  // namespace ambulo::tflite
