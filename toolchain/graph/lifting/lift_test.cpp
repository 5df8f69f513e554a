// SPDX-License-Identifier: Apache-2.0
// Whole recurrent layers in every form that converters write.
#include "toolchain/graph/lifting/lift.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/lifting/equality.h"
#include "toolchain/graph/runtime_support.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/recurrent_models.h"

namespace ambulo::graph {
namespace {

using testing::Cell;
using testing::count_of_type;
using testing::Form;
using testing::recurrent_model;
using testing::RecurrentSpec;

// Float32 weights are rounded again only where biases are added up.
constexpr double kEqual = 1e-6;

void expect_one_lstm(const RecurrentSpec& spec) {
  const Model model = recurrent_model(spec);
  const Lifted lifted = lift(model);
  EXPECT_EQ(count_of_type(lifted.graph, "UNIDIRECTIONAL_SEQUENCE_LSTM"), 1u);
  EXPECT_LE(lifted.graph.operators.size(), spec.backward ? 4u : 1u);
  EXPECT_LT(largest_difference(model, lifted.graph, 3), kEqual);
}

TEST(Lift, makes_one_operator_of_an_lstm_in_every_form_and_direction) {
  for (const Form form : {Form::Unrolled, Form::Loop, Form::Slices, Form::TensorLists}) {
    for (const bool backward : {false, true}) {
      SCOPED_TRACE(static_cast<int>(form) * 2 + backward);
      RecurrentSpec spec;
      spec.form = form;
      spec.backward = backward;
      expect_one_lstm(spec);
    }
  }
}

TEST(Lift, finds_the_gates_of_an_lstm_in_any_order) {
  RecurrentSpec spec;
  spec.gates = {0, 1, 2, 3};
  do {
    expect_one_lstm(spec);
  } while (std::next_permutation(spec.gates.begin(), spec.gates.end()));
}

// The same model with its matrices in int8, one scale each or one for each row.
Model with_int8_weights(Model model, bool by_row) {
  for (Graph& graph : model.graphs) {
    for (Tensor& tensor : graph.tensors) {
      const bool is_matrix = is_constant(tensor) && tensor.type == DataType::Float32 &&
                             tensor.shape.size() == 2 && tensor.shape[0] > 1;
      if (!is_matrix) continue;
      const std::vector<float> values = float_values(tensor);
      const std::size_t rows = by_row ? static_cast<std::size_t>(tensor.shape[0]) : 1;
      tensor.type = DataType::Int8;
      tensor.quantization = Quantization{std::vector<float>(rows, 1.0f / 64.0f),
                                         std::vector<std::int64_t>(rows, 0), 0};
      tensor.data.clear();
      for (const float x : values) {
        tensor.data.push_back(static_cast<std::uint8_t>(static_cast<std::int8_t>(x * 64.0f)));
      }
    }
  }
  return model;
}

TEST(Lift, keeps_int8_weights_that_the_operator_can_hold_and_says_when_it_cannot) {
  RecurrentSpec spec;
  spec.form = Form::Unrolled;
  for (const bool by_row : {false, true}) {
    const Model model = with_int8_weights(recurrent_model(spec), by_row);
    const Lifted lifted = lift(model);
    ASSERT_EQ(count_of_type(lifted.graph, "UNIDIRECTIONAL_SEQUENCE_LSTM"), 1u);
    const int weights = lifted.graph.operators[0].inputs[1];
    EXPECT_EQ(lifted.graph.tensors[static_cast<std::size_t>(weights)].type,
              by_row ? DataType::Float32 : DataType::Int8);
    EXPECT_NE(lifted.changes.back().find(by_row ? "become float32" : "int8 weights as they are"),
              std::string::npos)
        << lifted.changes.back();
    EXPECT_LT(largest_difference(model, lifted.graph, 3), kEqual);
  }
}

TEST(Lift, makes_plain_operators_that_the_runtime_has_of_a_gru) {
  for (const Form form : {Form::Unrolled, Form::Loop, Form::Slices, Form::TensorLists}) {
    RecurrentSpec spec;
    spec.cell = Cell::Gru;
    spec.form = form;
    const Model model = recurrent_model(spec);
    const Lifted lifted = lift(model);
    for (const Operator& op : lifted.graph.operators) {
      EXPECT_TRUE(runtime_supports(type_name(op))) << type_name(op);
    }
    // One product with the input for all steps, one with the state for all but the first.
    EXPECT_EQ(count_of_type(lifted.graph, "FULLY_CONNECTED"), 1u + 4);
    EXPECT_LT(largest_difference(model, lifted.graph, 3), kEqual);
  }
}

TEST(Lift, leaves_cells_single_whose_weights_change_and_says_so) {
  RecurrentSpec spec;
  spec.form = Form::Unrolled;
  spec.other_weights_in_last_step = true;
  const Model model = recurrent_model(spec);
  const Lifted lifted = lift(model);
  EXPECT_EQ(count_of_type(lifted.graph, "UNIDIRECTIONAL_SEQUENCE_LSTM"), 0u);
  EXPECT_TRUE(std::ranges::any_of(lifted.changes, [](const std::string& line) {
    return line.find("step 4 has other weights") != std::string::npos;
  }));
  EXPECT_LT(largest_difference(model, lifted.graph, 3), kEqual);
}

TEST(Lift, leaves_cells_single_whose_cell_state_is_an_output) {
  RecurrentSpec spec;
  spec.form = Form::Unrolled;
  Model model = recurrent_model(spec);
  Graph& graph = model.graphs[0];
  const auto state = std::find_if(graph.operators.rbegin(), graph.operators.rend(),
                                  [](const Operator& op) { return type_name(op) == "ADD"; });
  graph.outputs = state->outputs;  // of the last step
  const Lifted lifted = lift(model);
  EXPECT_EQ(count_of_type(lifted.graph, "UNIDIRECTIONAL_SEQUENCE_LSTM"), 0u);
  EXPECT_EQ(lifted.changes[0],
            "LSTM cells stay single: the cell state of step 3 is used elsewhere");
  EXPECT_LT(largest_difference(model, lifted.graph, 3), kEqual);
}

TEST(Lift, names_the_operator_of_a_loop_that_depends_on_the_input) {
  Model model = recurrent_model({});
  Graph& main = model.graphs[0];
  // The counter starts where the input says.
  const auto loop = std::ranges::find_if(
      main.operators, [](const Operator& op) { return type_name(op) == "WHILE"; });
  const int start = add_tensor(main, "", {}, DataType::Int32);
  const int largest = add_tensor(main, "", {});
  const int axes = add_constant(main, "", {3}, std::vector<std::int32_t>{0, 1, 2});
  loop->inputs[0] = start;
  main.operators.insert(main.operators.begin(),
                        {{Reduce{Reduce::Kind::ReduceMax}, {main.inputs[0], axes}, {largest}},
                         {Plain{Plain::Kind::Cast}, {largest}, {start}}});
  try {
    lift(model);
    FAIL() << "lifted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
    EXPECT_EQ(error.message(), "the number of steps depends on the input");
    EXPECT_EQ(error.where(), "operator 3 WHILE");
  }
}

TEST(Lift, names_the_place_of_an_operator_that_nobody_knows) {
  Model model = recurrent_model({});
  model.graphs[2].operators[1].attributes = Unknown{"HASHTABLE"};
  try {
    lift(model);
    FAIL() << "lifted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
    EXPECT_EQ(error.where(), "operator 1 WHILE, subgraph 2 operator 1 HASHTABLE");
  }
}

TEST(Lift, does_not_call_different_graphs_equal) {
  const Model model = recurrent_model({});
  Lifted lifted = lift(model);
  for (Tensor& tensor : lifted.graph.tensors) {
    if (tensor.type != DataType::Float32 || !is_constant(tensor)) continue;
    auto values = float_values(tensor);
    values[0] += 0.01f;
    const Shape shape = tensor.shape;
    Graph other;
    add_constant(other, "", Shape(shape), values);
    tensor.data = other.tensors[0].data;
    break;
  }
  EXPECT_GT(largest_difference(model, lifted.graph, 3), 1e-5);
}

}  // namespace
}  // namespace ambulo::graph
