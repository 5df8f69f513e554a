// SPDX-License-Identifier: Apache-2.0
// Against the front end of the runtime, its low pass started in each window.
#include "toolchain/graph/passes/front_end_inside.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate.h"
#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/passes/optimize.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/random_models.h"

namespace ambulo::graph {
namespace {

using windows::SensorContract;

SensorContract contract_of(FrontEnd kind, std::uint16_t window, std::uint16_t start = 100) {
  SensorContract contract;
  contract.front_end.start_samples = start;
  contract.window = window;
  contract.front_end.kind = kind;
  for (std::size_t c = 0; c < channel_count(kind); ++c) {
    contract.mean.push_back(0.3f * static_cast<float>(c) - 1.0f);
    contract.std.push_back(0.2f + 0.15f * static_cast<float>(c));
  }
  return contract;
}

// Gravity with a swinging body on it, in m/s2, and rotation in rad/s.
std::vector<float> raw_window(std::size_t window, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> noise;
  std::vector<float> values(window * kRawChannels);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool acceleration = i % kRawChannels < 3;
    values[i] = acceleration ? 5.6f + 3.0f * noise(random) : 0.5f * noise(random);
  }
  return values;
}

std::vector<float> by_the_runtime(const SensorContract& contract, const std::vector<float>& raw) {
  const std::size_t width = channel_count(contract.front_end.kind);
  std::vector<float> rows(contract.window * width);
  std::vector<float> inverse_std;
  for (const float std : contract.std) inverse_std.push_back(1.0f / std);
  LowPass low_pass(contract.front_end);
  low_pass.start(raw.data(), std::min(contract.front_end.start_samples, contract.window));
  for (std::size_t t = 0; t < contract.window; ++t) {
    float low[kLowPassChannels];
    const float* sample = raw.data() + t * kRawChannels;
    float* row = rows.data() + t * width;
    low_pass.push(sample, low);
    features(contract.front_end, sample, low, row);
    standardize(row, contract.mean.data(), inverse_std.data(), width);
  }
  return rows;
}

double largest_error(const SensorContract& contract) {
  const Graph graph = front_end_graph(contract);
  Evaluator evaluator(graph);
  double largest = 0.0;
  for (std::uint32_t seed = 0; seed < 5; ++seed) {
    const auto raw = raw_window(contract.window, seed);
    const DoubleTensor input{{1, contract.window, 6}, {raw.begin(), raw.end()}};
    const DoubleTensor found = evaluator.run({input}).at(0);
    const auto expected = by_the_runtime(contract, raw);
    EXPECT_EQ(found.values.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      largest = std::max(largest, std::abs(found.values[i] - static_cast<double>(expected[i])));
    }
  }
  return largest;
}

TEST(FrontEndInside, is_the_front_end_of_the_runtime_started_in_each_window) {
  for (const std::uint16_t window : std::vector<std::uint16_t>{1, 2, 60, 127, 128, 256}) {
    for (const std::uint16_t start : std::vector<std::uint16_t>{1, 25, 128, 1000}) {
      EXPECT_LT(largest_error(contract_of(FrontEnd::GravitySplit, window, start)), 1e-4)
          << window << " " << start;
    }
  }
  EXPECT_LT(largest_error(contract_of(FrontEnd::Raw, 128)), 1e-5);
}

TEST(FrontEndInside, takes_6_kb_where_the_whole_matrix_would_take_64) {
  const Graph graph = front_end_graph(contract_of(FrontEnd::GravitySplit, 128));
  std::size_t bytes = 0;
  for (const Tensor& tensor : graph.tensors) bytes += tensor.data.size();
  EXPECT_LT(bytes, 6u * 1024);
}

TEST(FrontEndInside, feeds_the_network_what_it_was_trained_on) {
  for (const auto& model : {testing::random_compact(4), testing::random_cnn(2),
                            testing::random_lstm(3), testing::random_dnn(1)}) {
    const Graph network = optimize(from_trained_model(model));
    const Graph whole = front_end_inside(network, model.contract);
    const auto raw = raw_window(model.contract.window, 7);
    const auto rows = by_the_runtime(model.contract, raw);
    const auto& shape = network.tensors[static_cast<std::size_t>(network.inputs[0])].shape;
    const auto expected = Evaluator(network).run({{shape, {rows.begin(), rows.end()}}}).at(0);
    const auto found =
        Evaluator(whole).run({{{1, model.contract.window, 6}, {raw.begin(), raw.end()}}}).at(0);
    ASSERT_EQ(found.values.size(), expected.values.size());
    for (std::size_t i = 0; i < expected.values.size(); ++i) {
      EXPECT_NEAR(found.values[i], expected.values[i], 1e-4) << model.name;
    }
  }
}

TEST(FrontEndInside, comes_off_again_and_leaves_the_network_as_it_was) {
  const auto model = testing::random_lstm(3);
  const Graph network = optimize(from_trained_model(model));
  EXPECT_FALSE(without_front_end(network));
  const auto halves = without_front_end(front_end_inside(network, model.contract));
  ASSERT_TRUE(halves);
  EXPECT_EQ(halves->first.operators.size(), front_end_graph(model.contract).operators.size());
  EXPECT_EQ(halves->second.operators.size(), network.operators.size());
  EXPECT_EQ(testing::largest_difference(halves->second, network), 0.0);
}

TEST(FrontEndInside, contract_of_the_result_asks_for_raw_windows) {
  const SensorContract raw = raw_contract(contract_of(FrontEnd::GravitySplit, 128));
  EXPECT_EQ(raw.front_end.kind, FrontEnd::Raw);
  EXPECT_EQ(raw.mean, std::vector<float>(6, 0.0f));
  EXPECT_EQ(raw.std, std::vector<float>(6, 1.0f));
}

ErrorKind refusal(const Graph& network, const SensorContract& contract) {
  try {
    front_end_inside(network, contract);
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << "nothing was refused";
  return ErrorKind::Internal;
}

TEST(FrontEndInside, refuses_what_does_not_fit) {
  const auto model = testing::random_compact(4);
  const Graph network = optimize(from_trained_model(model));
  SensorContract other = model.contract;
  other.window = 64;
  EXPECT_EQ(refusal(network, other), ErrorKind::BadInput);
  other = model.contract;
  other.mean.pop_back();
  EXPECT_EQ(refusal(network, other), ErrorKind::BadInput);
  EXPECT_EQ(refusal(network, raw_contract(model.contract)), ErrorKind::BadInput);
  other = contract_of(FrontEnd::GravitySplitLevels, 128);
  EXPECT_EQ(refusal(network, other), ErrorKind::Unsupported);
  Graph integers = network;
  integers.tensors[static_cast<std::size_t>(integers.inputs[0])].type = DataType::Int8;
  EXPECT_EQ(refusal(integers, model.contract), ErrorKind::Unsupported);
  Graph free = network;
  free.tensors[static_cast<std::size_t>(free.inputs[0])].shape_signature = {-1, 128, 12};
  EXPECT_EQ(refusal(free, model.contract), ErrorKind::BadInput);
}

}  // namespace
}  // namespace ambulo::graph
