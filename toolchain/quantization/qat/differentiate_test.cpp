// SPDX-License-Identifier: Apache-2.0
// Gradients against differences of the loss, values against the device runtime.
#include "toolchain/quantization/qat/differentiate.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <cmath>
#include <cstring>

#include "toolchain/core/error.h"
#include "toolchain/core/random.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/quantization/open_model.h"
#include "toolchain/quantization/testing/random_source.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::quantization {
namespace {

using graph::Activation;
using graph::Graph;
using graph::Padding;
using testing::random_samples;
using testing::source_of;

constexpr std::size_t kSamples = 3;

std::vector<float> random_values(std::size_t count, std::uint64_t seed, double size) {
  Random random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(size * random.normal());
  return values;
}

// Builds a graph operator by operator; constants are random.
class Builder {
 public:
  explicit Builder(graph::Shape input) {
    graph_.name = "built";
    last_ = add_tensor(graph_, "input", std::move(input));
    graph_.inputs = {last_};
  }
  int constant(graph::Shape shape) {
    const auto values = random_values(graph::element_count(shape), ++seed_, 0.4);
    return add_constant(graph_, "constant", std::move(shape), values);
  }
  int integers(const std::vector<std::int32_t>& values) {
    return add_constant(graph_, "numbers", {static_cast<std::int32_t>(values.size())}, values);
  }
  int add(graph::Attributes attributes, std::vector<int> more, graph::Shape result) {
    std::vector<int> inputs = {last_};
    inputs.insert(inputs.end(), more.begin(), more.end());
    last_ = add_tensor(graph_, "result", std::move(result));
    graph_.operators.push_back({std::move(attributes), inputs, {last_}});
    return last_;
  }
  int last() const { return last_; }
  Graph finish() {
    graph_.outputs = {last_};
    return graph_;
  }

 private:
  Graph graph_;
  int last_ = graph::kNone;
  std::uint64_t seed_ = 7;
};

// Every operator that the networks of random_models.h leave out.
Graph image_network() {
  Builder b({1, 7, 6, 2});
  const graph::Conv2d conv{
      .padding = Padding::Same, .stride_h = 2, .dilation_w = 2, .activation = Activation::Relu6};
  b.add(graph::Conv2d(conv), {b.constant({4, 3, 2, 2}), b.constant({4})}, {1, 4, 6, 4});
  const graph::DepthwiseConv2d depthwise{.padding = Padding::Same, .multiplier = 2};
  const int deep = b.add(depthwise, {b.constant({1, 2, 2, 8}), b.constant({8})}, {1, 4, 6, 8});
  b.add(graph::Unary{graph::Unary::Kind::Tanh}, {}, {1, 4, 6, 8});
  b.add(graph::Elementwise{graph::Elementwise::Kind::Mul}, {b.constant({8})}, {1, 4, 6, 8});
  b.add(graph::Elementwise{graph::Elementwise::Kind::Add}, {deep}, {1, 4, 6, 8});
  b.add(
      graph::Pool2d{
          .max = false, .padding = Padding::Same, .stride_h = 2, .filter_h = 3, .filter_w = 2},
      {}, {1, 2, 6, 8});
  const int pooled = b.last();
  b.add(graph::Unary{graph::Unary::Kind::Logistic}, {}, {1, 2, 6, 8});
  b.add(graph::Concatenation{.axis = -1}, {pooled}, {1, 2, 6, 16});
  b.add(graph::StridedSlice{.begin_mask = 1, .end_mask = 1, .shrink_axis_mask = 2},
        {b.integers({0, 1, 1, 3}), b.integers({0, 2, 5, 13}), b.integers({1, 1, 2, 1})},
        {1, 2, 10});
  b.add(graph::Reduce{graph::Reduce::Kind::Mean, false}, {b.integers({1})}, {1, 10});
  b.add(graph::FullyConnected{}, {b.constant({3, 10}), b.constant({3})}, {1, 3});
  b.add(graph::Softmax{}, {}, {1, 3});
  return b.finish();
}

std::vector<Graph> graphs() {
  return {image_network(), source_of(graph::testing::random_dnn(1)).graph,
          source_of(graph::testing::random_cnn(2)).graph,
          source_of(graph::testing::random_lstm(3)).graph,
          source_of(graph::testing::random_compact(4)).graph};
}

struct Case {
  explicit Case(const Graph& graph) {
    const std::size_t values = element_count(graph, graph.inputs[0]);
    inputs = random_values(kSamples * values, 1, 1.0);
    teacher = random_values(kSamples * element_count(graph, logits_of(graph)), 2, 1.0);
  }
  static std::size_t element_count(const Graph& graph, int tensor) {
    return graph::element_count(graph.tensors[static_cast<std::size_t>(tensor)].shape);
  }
  Batch batch() const { return {kSamples, inputs, teacher}; }
  std::vector<float> inputs, teacher;
};

TEST(Differentiate, without_a_device_the_logits_are_those_of_the_float_runtime) {
  for (const Graph& graph : graphs()) {
    const Case c(graph);
    const std::vector<float> logits = differentiate(graph, c.batch(), {}).logits;
    OpenModel model(tflite::write(graph), graph, graph.name);
    const auto place = std::ranges::find(model.tensors(), logits_of(graph));
    const std::size_t each = c.inputs.size() / kSamples, classes = logits.size() / kSamples;
    std::vector<float> expected;
    for (std::size_t n = 0; n < kSamples; ++n) {
      model.run(std::span(c.inputs).subspan(n * each, each));
      model.read(static_cast<std::size_t>(place - model.tensors().begin()), expected);
      ASSERT_EQ(expected.size(), classes);
      for (std::size_t i = 0; i < classes; ++i) {
        EXPECT_NEAR(logits[n * classes + i], expected[i], 2e-4 * (1 + std::abs(expected[i])))
            << graph.name;
      }
    }
  }
}

// Along the gradient of each constant the loss rises by its length.
TEST(Differentiate, gradients_are_the_slopes_of_the_loss) {
  for (const Graph& graph : graphs()) {
    const Case c(graph);
    const Gradients at = differentiate(graph, c.batch(), {});
    ASSERT_FALSE(at.weights.empty());
    for (const auto& [tensor, gradient] : at.weights) {
      double square = 0.0;
      for (const float value : gradient) square += static_cast<double>(value * value);
      if (square < 1e-10) continue;
      const double length = std::sqrt(square), step = 2e-3;
      const auto loss_at = [&](double distance) {
        Graph moved = graph;
        graph::Tensor& constant = moved.tensors[static_cast<std::size_t>(tensor)];
        std::vector<float> values = float_values(constant);
        for (std::size_t i = 0; i < values.size(); ++i) {
          values[i] += static_cast<float>(distance * static_cast<double>(gradient[i]) / length);
        }
        std::memcpy(constant.data.data(), values.data(), constant.data.size());
        return differentiate(moved, c.batch(), {}).loss;
      };
      const double slope = (loss_at(step) - loss_at(-step)) / (2 * step);
      EXPECT_NEAR(slope, length, 0.03 * length + 2e-4) << graph.name << " tensor " << tensor;
    }
  }
}

TEST(Differentiate, what_the_device_has_is_the_value_and_nothing_flows_back_beyond_its_range) {
  Builder b({1, 2});
  const int weights = b.constant({2, 2});
  b.add(graph::FullyConnected{}, {weights, graph::kNone}, {1, 2});
  Graph graph = b.finish();
  const std::vector<float> identity = {1, 0, 0, 1};
  std::memcpy(graph.tensors[static_cast<std::size_t>(weights)].data.data(), identity.data(), 16);
  const std::vector<float> inputs = {0.3f, 5.0f}, teacher = {0.0f, 0.0f}, device = {0.25f, 1.0f};
  DeviceView view;
  view.operands = {{{}, {}, {}}};
  view.results = {{device, -1.0f, 1.0f}};  // 5 lies beyond
  const Gradients result = differentiate(graph, {1, inputs, teacher}, view);
  EXPECT_EQ(result.logits, device);
  const double share = 1.0 / (1.0 + std::exp(0.75));  // softmax of (0.25, 1), first
  const double first = share - 0.5, second = 0.5 - share;
  const std::vector<float>& slopes = result.weights.at(weights);
  EXPECT_NEAR(slopes[0], first * 0.3, 1e-6);
  EXPECT_NEAR(slopes[1], first * 5.0, 1e-6);
  EXPECT_EQ(slopes[2], 0.0f);
  EXPECT_EQ(slopes[3], 0.0f);
  const double stretch = first * (0.25 - 0.3) / 2.0;
  EXPECT_NEAR(result.ranges[0].high, second + stretch, 1e-6);
  EXPECT_NEAR(result.ranges[0].low, -stretch, 1e-6);
}

TEST(Differentiate, an_operator_without_gradient_is_named) {
  Builder b({1, 4});
  b.add(graph::FullyConnected{}, {b.constant({3, 4}), b.constant({3})}, {1, 3});
  b.add(graph::LeakyRelu{0.1f}, {}, {1, 3});
  const Graph graph = b.finish();
  const Case c(graph);
  try {
    differentiate(graph, c.batch(), {});
    FAIL() << "LEAKY_RELU has a gradient";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
    EXPECT_NE(error.message().find("operator 1 (LEAKY_RELU)"), std::string::npos)
        << error.message();
  }
}

}  // namespace
}  // namespace ambulo::quantization
