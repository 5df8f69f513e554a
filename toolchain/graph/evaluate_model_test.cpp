// SPDX-License-Identifier: Apache-2.0
// Loops, calls and variables.
#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate.h"
#include "toolchain/graph/testing/recurrent_models.h"

namespace ambulo::graph {
namespace {

// y = x doubled `times` times, by a loop over (counter, value).
Model doubling(std::int32_t times) {
  const auto carried = [](Graph& graph) {
    graph.inputs = {add_tensor(graph, "", {}, DataType::Int32), add_tensor(graph, "", {2})};
  };
  const auto scalar = [](Graph& graph, std::int32_t value) {
    return add_constant(graph, "", {}, std::vector<std::int32_t>{value});
  };
  Graph main, condition, body;
  main.inputs = {add_tensor(main, "x", {2})};
  main.outputs = {add_tensor(main, "y", {2})};
  const int count = add_tensor(main, "", {}, DataType::Int32);
  main.operators = {{While{1, 2}, {scalar(main, 0), main.inputs[0]}, {count, main.outputs[0]}}};
  carried(condition);
  condition.outputs = {add_tensor(condition, "", {}, DataType::Bool)};
  condition.operators = {{Elementwise{Elementwise::Kind::Less},
                          {condition.inputs[0], scalar(condition, times)},
                          condition.outputs}};
  carried(body);
  body.outputs = {add_tensor(body, "", {}, DataType::Int32), add_tensor(body, "", {2})};
  body.operators = {
      {Elementwise{}, {body.inputs[0], scalar(body, 1)}, {body.outputs[0]}},
      {Elementwise{}, {body.inputs[1], body.inputs[1]}, {body.outputs[1]}},
  };
  return {{main, condition, body}};
}

TEST(EvaluateModel, runs_a_loop_as_often_as_its_condition_says) {
  const Model none = doubling(0), five = doubling(5);
  const DoubleTensor x{{2}, {1.0, -3.0}};
  EXPECT_EQ(Evaluator(none).run({x})[0].values, x.values);
  EXPECT_EQ(Evaluator(five).run({x})[0].values, (std::vector<double>{32.0, -96.0}));
}

TEST(EvaluateModel, ends_loops_that_do_not_end) {
  const Model model = doubling(1 << 30);
  Evaluator evaluator(model);
  EXPECT_THROW(evaluator.run({{{2}, {0.0, 0.0}}}), Error);
}

TEST(EvaluateModel, reads_variables_that_were_set_once) {
  Graph main, first;
  const VarHandle handle{"", "weights"};
  const int to_set = add_tensor(first, "", {}, DataType::Resource);
  const int value = add_constant(first, "", {2}, std::vector<float>{3.0f, 4.0f});
  first.operators = {{handle, {}, {to_set}},
                     {Plain{Plain::Kind::AssignVariable}, {to_set, value}, {}}};
  main.inputs = {add_tensor(main, "x", {2})};
  main.outputs = {add_tensor(main, "y", {2})};
  const int to_read = add_tensor(main, "", {}, DataType::Resource);
  const int weights = add_tensor(main, "", {2});
  main.operators = {{CallOnce{1}, {}, {}},
                    {handle, {}, {to_read}},
                    {Plain{Plain::Kind::ReadVariable}, {to_read}, {weights}},
                    {Elementwise{}, {main.inputs[0], weights}, main.outputs}};
  const Model model{{main, first}};
  Evaluator evaluator(model);
  for (int run = 0; run < 2; ++run) {
    EXPECT_EQ(evaluator.run({{{2}, {1.0, 1.0}}})[0].values, (std::vector<double>{4.0, 5.0}));
  }
}

TEST(EvaluateModel, gives_the_same_for_a_loop_over_tensors_and_over_tensor_lists) {
  testing::RecurrentSpec spec;
  const Model tensors = testing::recurrent_model(spec);
  spec.form = testing::Form::TensorLists;
  const Model lists = testing::recurrent_model(spec);
  spec.form = testing::Form::Unrolled;
  const Model unrolled = testing::recurrent_model(spec);
  DoubleTensor x{{1, spec.steps, spec.inputs}, {}};
  for (int i = 0; i < spec.steps * spec.inputs; ++i) x.values.push_back(0.1 * i - 0.5);
  const auto expected = Evaluator(unrolled).run({x})[0].values;
  EXPECT_EQ(Evaluator(tensors).run({x})[0].values, expected);
  EXPECT_EQ(Evaluator(lists).run({x})[0].values, expected);
}

TEST(EvaluateModel, rounds_to_the_grid_of_quantized_tensors) {
  Graph graph;
  graph.inputs = {add_tensor(graph, "x", {4})};
  graph.outputs = {add_tensor(graph, "y", {4}, DataType::Int8)};
  graph.tensors.back().quantization = Quantization{{0.5f}, {-1}, 0};
  graph.operators = {{Plain{Plain::Kind::Quantize}, graph.inputs, graph.outputs}};
  EXPECT_EQ(Evaluator(graph).run({{{4}, {0.3, -0.2, 1000.0, -1000.0}}})[0].values,
            (std::vector<double>{0.5, 0.0, 64.0, -63.5}));
}

TEST(EvaluateModel, takes_half_precision_constants_and_names_faults_by_place) {
  Graph graph;
  graph.inputs = {add_tensor(graph, "x", {3})};
  const int half = add_tensor(graph, "half", {3}, DataType::Float16);
  graph.tensors.back().data = {0x00, 0x3c, 0x00, 0xc1, 0x01, 0x00};  // 1, -2.5, 2^-24
  const int full = add_tensor(graph, "", {3});
  graph.outputs = {add_tensor(graph, "y", {3})};
  graph.operators = {{Plain{Plain::Kind::Dequantize}, {half}, {full}},
                     {Elementwise{}, {graph.inputs[0], full}, graph.outputs}};
  EXPECT_EQ(Evaluator(graph).run({{{3}, {0.0, 0.0, 0.0}}})[0].values,
            (std::vector<double>{1.0, -2.5, 0x1p-24}));
  graph.tensors[static_cast<std::size_t>(graph.outputs[0])].shape = {2};
  try {
    Evaluator(graph).run({{{3}, {0.0, 0.0, 0.0}}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.where(), "operator 1 ADD");
  }
}

}  // namespace
}  // namespace ambulo::graph
