// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/from_trained_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "runtime/model/tflite_schema.h"
#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/random_models.h"

namespace ambulo::graph {
namespace {

using training::LayerKind;
using training::TrainedModel;

// The layers once more, written in the layout of TrainedModel: values (time, channels).
std::vector<double> forward(const TrainedModel& model, std::vector<double> x) {
  std::size_t time = model.contract.window, channels = x.size() / time;
  for (const auto& layer : model.layers) {
    const auto p = [&](const char* name, std::size_t i) {
      return static_cast<double>(layer.parameters.at(name).values[i]);
    };
    const auto& spec = layer.spec;
    std::vector<double> y;
    switch (spec.kind) {
      case LayerKind::Conv1d:
        for (std::size_t t = 0; t + spec.kernel <= time; t += spec.stride) {
          for (std::size_t o = 0; o < spec.units; ++o) {
            double sum = p("bias", o);
            for (std::size_t i = 0; i < channels; ++i) {
              for (std::size_t k = 0; k < spec.kernel; ++k) {
                sum +=
                    p("weight", (o * channels + i) * spec.kernel + k) * x[(t + k) * channels + i];
              }
            }
            y.push_back(sum);
          }
        }
        channels = spec.units;
        break;
      case LayerKind::Dense:
        for (std::size_t o = 0; o < spec.units; ++o) {
          double sum = p("bias", o);
          for (std::size_t i = 0; i < x.size(); ++i) sum += p("weight", o * x.size() + i) * x[i];
          y.push_back(sum);
        }
        channels = spec.units;
        break;
      case LayerKind::BatchNorm:
        for (std::size_t i = 0; i < x.size(); ++i) {
          const std::size_t c = i % channels;
          const double deviation =
              std::sqrt(p("running_var", c) + static_cast<double>(spec.epsilon));
          y.push_back((x[i] - p("running_mean", c)) / deviation * p("weight", c) + p("bias", c));
        }
        break;
      case LayerKind::Relu:
        for (const double v : x) y.push_back(v > 0.0 ? v : 0.0);
        break;
      case LayerKind::MaxPool:
        for (std::size_t i = 0; i < time / spec.kernel * channels; ++i) {
          const std::size_t first = i / channels * spec.kernel;
          double largest = x[first * channels + i % channels];
          for (std::size_t k = 1; k < spec.kernel; ++k) {
            largest = std::max(largest, x[(first + k) * channels + i % channels]);
          }
          y.push_back(largest);
        }
        break;
      case LayerKind::MeanMaxPool:
        y.assign(2 * channels, 0.0);
        for (std::size_t c = 0; c < channels; ++c) {
          y[channels + c] = x[c];
          for (std::size_t i = c; i < x.size(); i += channels) {
            y[c] += x[i] / static_cast<double>(time);
            y[channels + c] = std::max(y[channels + c], x[i]);
          }
        }
        channels *= 2;
        break;
      case LayerKind::Lstm: {
        const std::size_t cells = spec.units;
        std::vector<double> h(cells, 0.0), c(cells, 0.0), gates(4 * cells);
        const auto sigmoid = [](double v) { return 1.0 / (1.0 + std::exp(-v)); };
        for (std::size_t t = 0; t < time; ++t) {
          for (std::size_t r = 0; r < 4 * cells; ++r) {
            gates[r] = p("bias_ih", r) + p("bias_hh", r);
            for (std::size_t i = 0; i < channels; ++i) {
              gates[r] += p("weight_ih", r * channels + i) * x[t * channels + i];
            }
            for (std::size_t i = 0; i < cells; ++i)
              gates[r] += p("weight_hh", r * cells + i) * h[i];
          }
          for (std::size_t j = 0; j < cells; ++j) {
            c[j] = sigmoid(gates[cells + j]) * c[j] +
                   sigmoid(gates[j]) * std::tanh(gates[2 * cells + j]);
            h[j] = sigmoid(gates[3 * cells + j]) * std::tanh(c[j]);
          }
          y.insert(y.end(), h.begin(), h.end());
        }
        channels = cells;
        break;
      }
      case LayerKind::LastStep:
        y.assign(x.end() - static_cast<std::ptrdiff_t>(channels), x.end());
        break;
      case LayerKind::Flatten:
        channels = x.size();
        y = x;
        break;
      case LayerKind::Dropout:
        y = x;
        break;
      case LayerKind::Softmax: {
        double sum = 0.0;
        for (const double v : x) sum += std::exp(v);
        for (const double v : x) y.push_back(std::exp(v) / sum);
        break;
      }
    }
    x = std::move(y);
    time = x.size() / channels;
  }
  return x;
}

void expect_same_function(const TrainedModel& model) {
  SCOPED_TRACE(model.name);
  const Graph graph = from_trained_model(model);
  Evaluator evaluator(graph);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    evaluator.reset_variables();
    const DoubleTensor input = testing::random_input(graph, seed);
    const std::vector<double> expected = forward(model, input.values);
    const DoubleTensor actual = evaluator.run({input}).at(0);
    ASSERT_EQ(actual.values.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      // Only bias_ih + bias_hh of an LSTM is rounded on the way.
      EXPECT_NEAR(actual.values[i], expected[i], model.name == "lstm" ? 1e-6 : 1e-12);
    }
  }
}

TEST(FromTrainedModel, gives_a_graph_of_the_same_function) {
  expect_same_function(testing::random_dnn(1));
  expect_same_function(testing::random_cnn(2));
  expect_same_function(testing::random_lstm(3));
  expect_same_function(testing::random_compact(4));
}

TEST(FromTrainedModel, names_input_and_output_and_gives_them_their_shapes) {
  const Graph graph = from_trained_model(testing::random_compact(1));
  const Tensor& input = graph.tensors[static_cast<std::size_t>(graph.inputs.at(0))];
  const Tensor& output = graph.tensors[static_cast<std::size_t>(graph.outputs.at(0))];
  EXPECT_EQ(input.name, "input");
  EXPECT_EQ(input.shape, (Shape{1, 128, 12}));
  EXPECT_EQ(output.name, "probabilities");
  EXPECT_EQ(output.shape, (Shape{1, 6}));
}

TEST(FromTrainedModel, turns_each_lstm_layer_into_one_operator_with_24_operands) {
  const Graph graph = from_trained_model(testing::random_lstm(1));
  EXPECT_EQ(testing::count_of_type(graph, "UNIDIRECTIONAL_SEQUENCE_LSTM"), 2u);
  const Operator& lstm = graph.operators[0];
  ASSERT_EQ(lstm.inputs.size(), 24u);
  EXPECT_EQ(lstm.inputs[schema::lstm_operand::kProjectionWeights], kNone);
  const int state = lstm.inputs[schema::lstm_operand::kCellState];
  EXPECT_TRUE(graph.tensors[static_cast<std::size_t>(state)].is_variable);
}

TEST(FromTrainedModel, reshapes_only_where_sequences_become_images_or_vectors) {
  EXPECT_EQ(testing::count_of_type(from_trained_model(testing::random_cnn(1)), "RESHAPE"), 2u);
  EXPECT_EQ(testing::count_of_type(from_trained_model(testing::random_lstm(1)), "RESHAPE"), 0u);
}

TEST(FromTrainedModel, refuses_a_parameter_of_another_shape_by_name) {
  TrainedModel model = testing::random_cnn(1);
  model.layers[0].parameters["weight"].shape[2] = 4;
  try {
    from_trained_model(model);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "'weight' has shape (12, 6, 4), expected (12, 6, 5): layer 'conv_1'");
  }
}

TEST(FromTrainedModel, refuses_missing_parameters_wrong_order_and_a_wrong_number_of_labels) {
  TrainedModel model = testing::random_dnn(1);
  model.layers[1].parameters.erase("bias");
  EXPECT_THROW(from_trained_model(model), Error);
  model = testing::random_dnn(1);
  std::swap(model.layers[0], model.layers[1]);  // dense before flatten
  EXPECT_THROW(from_trained_model(model), Error);
  model = testing::random_dnn(1);
  model.contract.labels.pop_back();
  EXPECT_THROW(from_trained_model(model), Error);
}

}  // namespace
}  // namespace ambulo::graph
