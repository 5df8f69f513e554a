// SPDX-License-Identifier: Apache-2.0
// The worked example of docs/quantization.md, number by number: y = relu(0.5 x0 - 1.2 x1 + 0.3) in
// int8, with inputs between -1 and 3 and outputs up to 2.55.
#include <gtest/gtest.h>

#include <cstring>

#include "toolchain/execution/loaded_model.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/passes/remove_unused.h"
#include "toolchain/quantization/integer.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::quantization {
namespace {

graph::Graph neuron() {
  graph::Graph graph;
  graph.name = "neuron";
  const int x = add_tensor(graph, "x", {1, 2});
  const int weights = add_constant(graph, "w", {1, 2}, std::vector<float>{0.5f, -1.2f});
  const int bias = add_constant(graph, "b", {1}, std::vector<float>{0.3f});
  const int y = add_tensor(graph, "y", {1, 1});
  graph.operators = {{graph::FullyConnected{graph::Activation::Relu}, {x, weights, bias}, {y}}};
  graph.inputs = {x};
  graph.outputs = {y};
  return graph;
}

TEST(WorkedExample, every_number_is_the_one_on_the_page) {
  const Calibration calibration{{{-1.0, 3.0}, {}, {}, {0.0, 2.55}}, 1};
  const graph::Graph graph =
      graph::remove_unused(with_integers(neuron(), calibration, {Precision::Int8}, Ends::Integer));
  const graph::Operator& op = graph.operators.at(0);
  const auto tensor = [&](int index) { return graph.tensors[static_cast<std::size_t>(index)]; };
  const auto scale = [&](int index) { return tensor(index).quantization->scale[0]; };

  EXPECT_NEAR(scale(op.inputs[0]), 0.015686, 1e-6);  // 4 / 255
  EXPECT_EQ(tensor(op.inputs[0]).quantization->zero_point[0], -64);
  EXPECT_NEAR(scale(op.inputs[1]), 0.0094488, 1e-7);  // 1.2 / 127
  EXPECT_EQ(tensor(op.inputs[1]).data, (std::vector<std::uint8_t>{53, 256 - 127}));
  EXPECT_NEAR(scale(op.inputs[2]), 0.00014822, 1e-8);  // the product of both
  std::int32_t bias = 0;
  std::memcpy(&bias, tensor(op.inputs[2]).data.data(), sizeof bias);
  EXPECT_EQ(bias, 2024);
  EXPECT_NEAR(scale(op.outputs[0]), 0.01, 1e-8);
  EXPECT_EQ(tensor(op.outputs[0]).quantization->zero_point[0], -128);

  const execution::LoadedModel model(tflite::write(graph), "neuron");
  execution::Session session(model);
  session.interpreter().input(0).as<std::int8_t>()[0] = 64;   // 2.0
  session.interpreter().input(0).as<std::int8_t>()[1] = -48;  // 0.25
  session.interpreter().invoke();
  // 53 * 128 - 127 * 16 + 2024 = 6776; times 0.0148217, rounded: 100; 100 - 128
  EXPECT_EQ(session.interpreter().output(0).as<std::int8_t>()[0], -28);
}

}  // namespace
}  // namespace ambulo::quantization
