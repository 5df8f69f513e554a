// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/evaluate_work.h"

#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate.h"
#include "toolchain/graph/lifting/lift.h"
#include "toolchain/graph/testing/recurrent_models.h"

namespace ambulo::graph {
namespace {

// One operator between an input and an output of these shapes.
Model one_operator(Attributes attributes, Shape in, Shape out,
                   const std::vector<std::int32_t>& constant) {
  Graph graph;
  graph.inputs = {add_tensor(graph, "in", std::move(in))};
  const int second =
      add_constant(graph, "how", {static_cast<std::int32_t>(constant.size())}, constant);
  graph.outputs = {add_tensor(graph, "out", std::move(out))};
  graph.operators = {{std::move(attributes), {graph.inputs[0], second}, graph.outputs}};
  return {{graph}};
}

ErrorKind kind_of_failure(const Model& model, const Work& most) {
  try {
    lift(model, most);
  } catch (const Error& error) {
    return error.kind();
  }
  return ErrorKind::Usage;  // none
}

TEST(EvaluateWork, a_model_may_take_what_it_needs_and_no_less) {
  const Model model = testing::recurrent_model({});
  EXPECT_NO_THROW(lift(model, {1e5, 1e4}));
  EXPECT_THROW(lift(model, {1e2, 1e4}), Error);
  EXPECT_THROW(lift(model, {1e5, 1e1}), Error);
}

TEST(EvaluateWork, tensors_that_fill_any_memory_are_refused_before_they_are_made) {
  const Plain tile{Plain::Kind::Tile}, pad{Plain::Kind::Pad};
  EXPECT_EQ(kind_of_failure(one_operator(tile, {1, 4}, {1, 4}, {1000000, 1000000}), kMostWork),
            ErrorKind::Unsupported);
  EXPECT_EQ(kind_of_failure(one_operator(pad, {1, 1}, {1, 1}, {0, 1 << 30, 1 << 30, 0}), kMostWork),
            ErrorKind::Unsupported);
  EXPECT_EQ(kind_of_failure(one_operator(tile, {1 << 30, 1}, {1 << 30, 1}, {1, 1}), kMostWork),
            ErrorKind::Unsupported);
}

TEST(EvaluateWork, loops_release_what_their_steps_held) {
  testing::RecurrentSpec spec;
  spec.steps = 200;
  const Model model = testing::recurrent_model(spec);
  Evaluator evaluator(model, {1e7, 2e4});  // of each step's results, a hundredth of all
  const Tensor& input =
      model.graphs[0].tensors[static_cast<std::size_t>(model.graphs[0].inputs[0])];
  const DoubleTensor window{input.shape, std::vector<double>(element_count(input.shape), 0.5)};
  const auto first = evaluator.run({window});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(evaluator.run({window})[0].values, first[0].values);
}

}  // namespace
}  // namespace ambulo::graph
