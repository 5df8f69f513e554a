// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/calibrate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "runtime/model/tflite_schema.h"
#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/quantization/testing/random_source.h"

namespace ambulo::quantization {
namespace {

using testing::random_samples;
using testing::source_of;

constexpr ObserverOptions kMinMax = {.observer = Observer::MinMax};

Calibration calibrated(const Source& source, const Samples& samples) {
  return calibrate(source.bytes, source.graph, source.where, samples, kMinMax);
}

TEST(Calibrate, ranges_are_those_of_an_exact_evaluation) {
  const Source source = source_of(graph::testing::random_cnn(7));
  const Samples samples = random_samples(source, 4, 1);
  const Calibration calibration = calibrated(source, samples);
  graph::Graph whole = source.graph;
  std::vector<Range> exact(whole.tensors.size());
  for (const graph::Operator& op : source.graph.operators) {
    whole.outputs = op.outputs;
    graph::Evaluator evaluator(whole);
    Range& range = exact[static_cast<std::size_t>(op.outputs[0])];
    range = {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (std::size_t n = 0; n < samples.count(); ++n) {
      const auto sample = samples.sample(n);
      const auto& shape = whole.tensors[static_cast<std::size_t>(whole.inputs[0])].shape;
      const auto results = evaluator.run({{shape, {sample.begin(), sample.end()}}});
      for (const double value : results[0].values) range.include(value);
    }
    const Range& found = calibration.ranges[static_cast<std::size_t>(op.outputs[0])];
    EXPECT_NEAR(found.low, range.low, 1e-4) << type_name(op);
    EXPECT_NEAR(found.high, range.high, 1e-4) << type_name(op);
  }
}

// One LSTM whose input gate, forget gate and candidate are all but 1: the cell counts the steps.
TEST(Calibrate, a_cell_state_is_followed_through_all_steps) {
  namespace operand = schema::lstm_operand;
  graph::Graph graph;
  graph.name = "counter";
  constexpr std::int32_t kSteps = 9;
  graph.inputs = {add_tensor(graph, "x", {1, kSteps, 1})};
  graph::Operator op{
      graph::UnidirectionalSequenceLstm{}, std::vector<int>(operand::kCount, graph::kNone), {}};
  op.inputs[0] = graph.inputs[0];
  const std::vector<float> zero = {0.0f}, much = {20.0f};
  for (std::size_t gate = 0; gate < 4; ++gate) {
    op.inputs[operand::kInputToInputWeights + gate] = add_constant(graph, "w", {1, 1}, zero);
    op.inputs[operand::kRecurrentToInputWeights + gate] = add_constant(graph, "r", {1, 1}, zero);
    op.inputs[operand::kInputGateBias + gate] = add_constant(graph, "b", {1}, much);
  }
  for (const int state : {operand::kOutputState, operand::kCellState}) {
    op.inputs[static_cast<std::size_t>(state)] = add_tensor(graph, "state", {1, 1});
    graph.tensors.back().is_variable = true;
  }
  op.outputs = {add_tensor(graph, "y", {1, kSteps, 1})};
  graph.operators = {op};
  graph.outputs = op.outputs;
  const Source source = source_of(graph);
  const Calibration calibration = calibrated(source, random_samples(source, 2, 1));
  const auto& ops = source.graph.operators;
  const auto cell = static_cast<std::size_t>(ops[0].inputs[operand::kCellState]);
  EXPECT_NEAR(calibration.ranges[cell].high, kSteps, 1e-3);
  const auto output = static_cast<std::size_t>(source.graph.outputs[0]);
  EXPECT_NEAR(calibration.ranges[output].high, 1.0, 1e-3);  // tanh(9)
}

TEST(Calibrate, samples_that_are_not_finite_are_refused) {
  const Source source = source_of(graph::testing::random_cnn(7));
  Samples samples = random_samples(source, 1, 1);
  samples.values[3] = std::nanf("");
  EXPECT_THROW(calibrated(source, samples), Error);
  EXPECT_THROW(calibrated(source, {}), Error);
}

}  // namespace
}  // namespace ambulo::quantization
