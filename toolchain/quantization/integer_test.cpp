// SPDX-License-Identifier: Apache-2.0
// Scales and zero points as the TFLite 8-bit quantization specification asks for them.
#include "toolchain/quantization/integer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "runtime/model/tflite_schema.h"
#include "toolchain/core/error.h"
#include "toolchain/execution/loaded_model.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/passes/remove_unused.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/quantization/testing/random_source.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::quantization {
namespace {

using graph::DataType;
using graph::Graph;
using graph::Operator;
using graph::Quantization;
using testing::random_samples;
using testing::source_of;

struct Quantised {
  Source source;
  Calibration calibration;
  Graph graph;
};

Calibration calibration_of(const Source& source) {
  return calibrate(source.bytes, source.graph, source.where, random_samples(source, 6, 1),
                   {.observer = Observer::MinMax});
}

Quantised quantised(const training::TrainedModel& model, Precision precision) {
  Quantised result{source_of(model), {}, {}};
  result.calibration = calibration_of(result.source);
  result.graph = with_integers(result.source.graph, result.calibration,
                               uniform_plan(result.source.graph, precision, false), Ends::Float32);
  return result;
}

const Quantization& numbers(const Graph& graph, int tensor) {
  return *graph.tensors[static_cast<std::size_t>(tensor)].quantization;
}

const Operator* find(const Graph& graph, const char* type) {
  const auto at = std::ranges::find(graph.operators, type, graph::type_name);
  return at == graph.operators.end() ? nullptr : &*at;
}

TEST(Integer, a_bias_counts_in_input_scale_times_weight_scale) {
  for (const Precision precision : {Precision::Int8, Precision::Int16}) {
    const Quantised model = quantised(graph::testing::random_cnn(1), precision);
    for (const Operator& op : model.graph.operators) {
      const std::string type = type_name(op);
      if (type != "CONV_2D" && type != "FULLY_CONNECTED") continue;
      const Quantization& weights = numbers(model.graph, op.inputs[1]);
      const Quantization& bias = numbers(model.graph, op.inputs[2]);
      const float input = numbers(model.graph, op.inputs[0]).scale[0];
      ASSERT_EQ(bias.scale.size(), weights.scale.size());
      for (std::size_t c = 0; c < bias.scale.size(); ++c) {
        EXPECT_EQ(bias.scale[c], input * weights.scale[c]);
        EXPECT_EQ(weights.zero_point[c], 0);
      }
      const auto& tensor = model.graph.tensors[static_cast<std::size_t>(op.inputs[2])];
      EXPECT_EQ(tensor.type, precision == Precision::Int8 ? DataType::Int32 : DataType::Int64);
    }
  }
}

TEST(Integer, uint8_weights_have_one_scale_and_a_zero_point_that_stands_for_0) {
  const Quantised model = quantised(graph::testing::random_cnn(1), Precision::UInt8);
  std::size_t layers = 0;
  for (const Operator& op : model.graph.operators) {
    const std::string type = type_name(op);
    if (type != "CONV_2D" && type != "FULLY_CONNECTED") continue;
    ++layers;
    const auto tensor = [&](std::size_t operand) -> const graph::Tensor& {
      return model.graph.tensors[static_cast<std::size_t>(op.inputs[operand])];
    };
    const Quantization& weights = *tensor(1).quantization;
    EXPECT_EQ(tensor(0).type, DataType::UInt8);
    EXPECT_EQ(tensor(1).type, DataType::UInt8);
    ASSERT_EQ(weights.scale.size(), 1u);
    // Both ends of the range are used, and random weights have both signs.
    EXPECT_EQ(std::ranges::min(tensor(1).data), 0);
    EXPECT_EQ(std::ranges::max(tensor(1).data), 255);
    EXPECT_GT(weights.zero_point[0], 0);
    EXPECT_LT(weights.zero_point[0], 255);
    EXPECT_EQ(tensor(2).type, DataType::Int32);
    ASSERT_EQ(tensor(2).quantization->scale.size(), 1u);
    EXPECT_EQ(tensor(2).quantization->scale[0],
              tensor(0).quantization->scale[0] * weights.scale[0]);
    EXPECT_EQ(tensor(2).quantization->zero_point[0], 0);
  }
  EXPECT_GE(layers, 2u);
}

TEST(Integer, uint8_has_no_form_of_an_lstm) {
  const Source source = source_of(graph::testing::random_lstm(1));
  try {
    uniform_plan(source.graph, Precision::UInt8, false);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
    EXPECT_NE(std::string(error.what()).find("UNIDIRECTIONAL_SEQUENCE_LSTM"), std::string::npos);
  }
  const Plan plan = uniform_plan(source.graph, Precision::UInt8, true);
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const bool lstm = std::string(type_name(source.graph.operators[i])).ends_with("LSTM");
    EXPECT_EQ(plan[i], lstm ? Precision::Hybrid : Precision::UInt8) << i;
  }
  const Graph graph = with_integers(source.graph, calibration_of(source), plan, Ends::Float32);
  const auto bytes = tflite::write(graph::remove_unused(graph));
  EXPECT_NO_THROW(execution::LoadedModel(bytes, "beside an LSTM"));
}

TEST(Integer, pools_reshapes_and_concatenations_share_the_numbers_of_what_they_move) {
  const Quantised model = quantised(graph::testing::random_compact(1), Precision::Int8);
  std::size_t movers = 0;
  for (const Operator& op : model.graph.operators) {
    if (!keeps_numbers(op) || type_name(op) == "QUANTIZE" || type_name(op) == "DEQUANTIZE")
      continue;
    ++movers;
    for (const int input : op.inputs) {
      if (model.graph.tensors[static_cast<std::size_t>(input)].type != DataType::Int8) continue;
      EXPECT_EQ(numbers(model.graph, input).scale, numbers(model.graph, op.outputs[0]).scale);
      EXPECT_EQ(numbers(model.graph, input).zero_point,
                numbers(model.graph, op.outputs[0]).zero_point);
    }
  }
  EXPECT_EQ(movers, 5u);  // two reshapes, two pools, their concatenation
}

TEST(Integer, softmax_gives_fixed_numbers) {
  const Quantised narrow = quantised(graph::testing::random_cnn(1), Precision::Int8);
  const int output = find(narrow.graph, "SOFTMAX")->outputs[0];
  EXPECT_EQ(numbers(narrow.graph, output).scale[0], 1.0f / 256.0f);
  EXPECT_EQ(numbers(narrow.graph, output).zero_point[0], -128);
  const Quantised classic = quantised(graph::testing::random_cnn(1), Precision::UInt8);
  const int byte_output = find(classic.graph, "SOFTMAX")->outputs[0];
  EXPECT_EQ(numbers(classic.graph, byte_output).scale[0], 1.0f / 256.0f);
  EXPECT_EQ(numbers(classic.graph, byte_output).zero_point[0], 0);
  const Quantised wide = quantised(graph::testing::random_cnn(1), Precision::Int16);
  EXPECT_EQ(numbers(wide.graph, find(wide.graph, "SOFTMAX")->outputs[0]).scale[0], 1.0f / 32768.0f);
}

TEST(Integer, the_states_of_an_lstm_have_numbers_of_their_own) {
  namespace operand = schema::lstm_operand;
  const Quantised model = quantised(graph::testing::random_lstm(1), Precision::Int8);
  const Operator& op = *find(model.graph, "UNIDIRECTIONAL_SEQUENCE_LSTM");
  const Quantization& hidden = numbers(model.graph, op.outputs[0]);
  EXPECT_EQ(numbers(model.graph, op.inputs[operand::kOutputState]).scale, hidden.scale);
  ASSERT_EQ(op.intermediates.size(), 5u);
  EXPECT_EQ(numbers(model.graph, op.intermediates[4]).scale, hidden.scale);
  EXPECT_EQ(numbers(model.graph, op.intermediates[4]).zero_point, hidden.zero_point);
  const int cell = op.inputs[operand::kCellState];
  EXPECT_EQ(model.graph.tensors[static_cast<std::size_t>(cell)].type, DataType::Int16);
  const float scale = numbers(model.graph, cell).scale[0];
  EXPECT_EQ(std::exp2(std::round(std::log2(scale))), scale);  // a power of two
  const Range& range = model.calibration.ranges[static_cast<std::size_t>(cell)];
  const double extent = std::max(-range.low, range.high);
  EXPECT_GE(static_cast<double>(scale) * 32767.0, extent);
  EXPECT_LT(static_cast<double>(scale) * 32767.0, std::max(2.0 * extent, 1.0));
}

TEST(Integer, a_channel_without_weights_keeps_its_bias) {
  Graph graph;
  graph.name = "dead";
  graph.inputs = {add_tensor(graph, "x", {1, 2})};
  const int weights = add_constant(graph, "w", {2, 2}, std::vector<float>{1.0f, -1.0f, 0.0f, 0.0f});
  const int bias = add_constant(graph, "b", {2}, std::vector<float>{0.1f, 0.3f});
  graph.outputs = {add_tensor(graph, "y", {1, 2})};
  graph.operators = {{graph::FullyConnected{}, {0, weights, bias}, graph.outputs}};
  const Source source = source_of(graph);
  const Graph result =
      with_integers(source.graph, calibration_of(source), {Precision::Int8}, Ends::Float32);
  const auto bytes = tflite::write(graph::remove_unused(result));
  const execution::LoadedModel model(bytes, "dead");
  execution::Session session(model);
  session.interpreter().input(0).as<float>()[0] = 0.5f;
  session.interpreter().input(0).as<float>()[1] = 0.5f;
  session.interpreter().invoke();
  EXPECT_NEAR(session.interpreter().output(0).as<float>()[0], 0.1f, 0.05f);
  EXPECT_NEAR(session.interpreter().output(0).as<float>()[1], 0.3f, 0.02f);
}

TEST(Integer, neighbours_in_other_numbers_are_joined_by_conversions) {
  const Source source = source_of(graph::testing::random_cnn(1));
  const Calibration calibration = calibration_of(source);
  for (const Precision most : {Precision::Int8, Precision::UInt8, Precision::Int16}) {
    const Plan uniform = uniform_plan(source.graph, most, false);
    for (std::size_t i = 0; i < uniform.size(); ++i) {
      for (const Precision other : {Precision::Float32, Precision::Int16, Precision::Hybrid,
                                    Precision::Int8, Precision::UInt8}) {
        Plan plan = uniform;
        if (!has_form(source.graph, source.graph.operators[i], other)) continue;
        plan[i] = other;
        const Graph graph = with_integers(source.graph, calibration, plan, Ends::Float32);
        const auto bytes = tflite::write(graph::remove_unused(graph));
        EXPECT_NO_THROW(execution::LoadedModel(bytes, "mixed"))
            << to_string(most) << i << to_string(other);
      }
    }
  }
}

TEST(Integer, movers_take_the_numbers_of_their_neighbours) {
  const Source source = source_of(graph::testing::random_cnn(1));
  Plan plan = uniform_plan(source.graph, Precision::Int8, false);
  const Graph& graph = source.graph;
  plan[1] = Precision::Int16;  // the first convolution; before it a reshape, behind it a pool
  settle_movers(graph, plan);
  ASSERT_EQ(type_name(graph.operators[1]), "CONV_2D");
  EXPECT_EQ(plan[0], Precision::Int16);
  EXPECT_EQ(plan[2], Precision::Int16);
  EXPECT_EQ(plan[3], Precision::Int8);
}

TEST(Integer, constants_beside_activations_are_quantised_too) {
  Graph graph;
  graph.name = "shifted";
  graph.inputs = {add_tensor(graph, "x", {1, 3})};
  const int shift = add_constant(graph, "shift", {3}, std::vector<float>{0.5f, -2.0f, 1.0f});
  graph.outputs = {add_tensor(graph, "y", {1, 3})};
  graph.operators = {{graph::Elementwise{}, {0, shift}, graph.outputs}};
  const Source source = source_of(graph);
  for (const Precision precision : {Precision::Int8, Precision::UInt8, Precision::Int16}) {
    const Graph result =
        with_integers(source.graph, calibration_of(source), {precision}, Ends::Float32);
    const auto bytes = tflite::write(graph::remove_unused(result));
    const execution::LoadedModel model(bytes, "shifted");
    execution::Session session(model);
    for (std::size_t i = 0; i < 3; ++i) session.interpreter().input(0).as<float>()[i] = 0.25f;
    session.interpreter().invoke();
    const float* y = session.interpreter().output(0).as<float>();
    EXPECT_NEAR(y[0], 0.75f, 0.06f);
    EXPECT_NEAR(y[1], -1.75f, 0.06f);
    EXPECT_NEAR(y[2], 1.25f, 0.06f);
  }
}

}  // namespace
}  // namespace ambulo::quantization
