// SPDX-License-Identifier: Apache-2.0
// Against libtorch's own modules, optimiser and scheduler formulas.
#include "toolchain/training/network.h"

#include <gtest/gtest.h>
#include <torch/nn.h>
#include <torch/optim.h>

#include <cmath>
#include <vector>

#include "toolchain/core/error.h"
#include "toolchain/core/random.h"
#include "toolchain/training/adamw.h"

namespace ambulo::training {
namespace {

constexpr std::size_t kWindow = 24, kChannels = 3, kClasses = 4;

std::vector<LayerSpec> small_network(float dropout_rate) {
  LayerSpec drop{LayerKind::Dropout, "drop"};
  drop.rate = dropout_rate;
  return {{LayerKind::Conv1d, "conv", 5, 3, 2}, {LayerKind::Relu, "relu"},
          {LayerKind::BatchNorm, "norm"},       drop,
          {LayerKind::MeanMaxPool, "pool"},     {LayerKind::Dense, "output", kClasses},
          {LayerKind::Softmax, "softmax"}};
}

struct Batch {
  std::vector<float> x;
  std::vector<std::int64_t> labels;
};

Batch random_batch(std::uint64_t seed, std::size_t count = 16) {
  Random random(seed);
  Batch batch;
  for (std::size_t i = 0; i < count * kWindow * kChannels; ++i) {
    batch.x.push_back(static_cast<float>(random.normal()));
  }
  for (std::size_t i = 0; i < count; ++i) {
    batch.labels.push_back(static_cast<std::int64_t>(random.below(kClasses)));
  }
  return batch;
}

torch::Tensor tensor_of(const Array& array) {
  std::vector<std::int64_t> shape(array.shape.begin(), array.shape.end());
  return torch::tensor(array.values).reshape(shape);
}

// The same layers made of torch::nn modules.
struct Reference : torch::nn::Module {
  Reference()
      : conv(register_module("conv",
                             torch::nn::Conv1d(torch::nn::Conv1dOptions(3, 5, 3).stride(2)))),
        norm(register_module("norm", torch::nn::BatchNorm1d(5))),
        output(register_module("output", torch::nn::Linear(10, 4))) {}
  torch::Tensor forward(const torch::Tensor& x) {
    const auto h = norm(torch::relu(conv(x.transpose(1, 2))));
    return output(torch::cat({h.mean(2), std::get<0>(h.max(2))}, 1));
  }
  void copy_from(const std::vector<TrainedLayer>& layers) {
    const torch::NoGradGuard guard;
    for (const TrainedLayer& layer : layers) {
      for (const auto& [name, array] : layer.parameters) {
        const std::string path = layer.spec.name + "." + name;
        if (auto* p = named_parameters().find(path)) p->copy_(tensor_of(array));
        if (auto* b = named_buffers().find(path)) b->copy_(tensor_of(array));
      }
    }
  }
  torch::nn::Conv1d conv;
  torch::nn::BatchNorm1d norm;
  torch::nn::Linear output;
};

TEST(Network, trains_step_by_step_like_torch_modules_with_torch_adamw) {
  OptimizerConfig config;
  config.weight_decay = 0.01;
  config.label_smoothing = 0.05;
  Network network(small_network(0.0f), kWindow, kChannels, config, 5);
  Reference reference;
  reference.copy_from(network.trained_layers(Weights::Current));
  // Weights decay, vectors do not.
  std::vector<torch::Tensor> decayed, plain;
  for (auto& p : reference.parameters()) (p.dim() > 1 ? decayed : plain).push_back(p);
  torch::optim::AdamW optimizer(
      {torch::optim::OptimizerParamGroup(decayed,
                                         std::make_unique<torch::optim::AdamWOptions>(
                                             torch::optim::AdamWOptions(3e-3).weight_decay(0.01))),
       torch::optim::OptimizerParamGroup(plain,
                                         std::make_unique<torch::optim::AdamWOptions>(
                                             torch::optim::AdamWOptions(3e-3).weight_decay(0.0)))});
  for (std::uint64_t step = 0; step < 20; ++step) {
    Batch batch = random_batch(step);
    const StepResult mine = network.train_step(batch.x, batch.labels, {3e-3, 0.9});
    const auto x = torch::from_blob(batch.x.data(), {16, 24, 3});
    const auto y = torch::tensor(batch.labels);
    optimizer.zero_grad();
    const auto loss = torch::nn::functional::cross_entropy(
        reference.forward(x), y,
        torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(0.05));
    loss.backward();
    optimizer.step();
    ASSERT_NEAR(mine.loss, loss.item<double>(), 1e-4) << "step " << step;
  }
  for (const TrainedLayer& layer : network.trained_layers(Weights::Current)) {
    for (const auto& [name, array] : layer.parameters) {
      const std::string path = layer.spec.name + "." + name;
      auto* p = reference.named_parameters().find(path);
      if (p == nullptr) p = reference.named_buffers().find(path);
      ASSERT_NE(p, nullptr) << path;
      const double difference = (tensor_of(array) - *p).abs().max().item<double>();
      EXPECT_LT(difference, 2e-4) << path;
    }
  }
}

TEST(Network, lstm_layer_gives_the_probabilities_of_torch_lstm) {
  Network network({{LayerKind::Lstm, "lstm", 6},
                   {LayerKind::LastStep, "last"},
                   {LayerKind::Dense, "output", kClasses},
                   {LayerKind::Softmax, "softmax"}},
                  kWindow, kChannels, {}, 9);
  torch::nn::LSTM lstm(torch::nn::LSTMOptions(3, 6).batch_first(true));
  torch::nn::Linear output(6, 4);
  const torch::NoGradGuard guard;
  for (const TrainedLayer& layer : network.trained_layers(Weights::Current)) {
    for (const auto& [name, array] : layer.parameters) {
      auto p = layer.spec.kind == LayerKind::Lstm ? lstm->named_parameters()[name + "_l0"]
                                                  : output->named_parameters()[name];
      p.copy_(tensor_of(array));
    }
  }
  Batch batch = random_batch(1);
  std::vector<float> p(16 * kClasses);
  network.predict(Weights::Current, batch.x, p);
  const auto x = torch::from_blob(batch.x.data(), {16, 24, 3});
  const auto expected = torch::softmax(output(std::get<0>(lstm(x)).select(1, 23)), 1);
  EXPECT_LT((torch::tensor(p).reshape({16, 4}) - expected).abs().max().item<double>(), 1e-6);
}

TEST(Network, goes_on_from_its_saved_state_bit_for_bit) {
  OptimizerConfig config;
  config.averaging = 0.9;
  const auto make = [&] { return Network(small_network(0.3f), kWindow, kChannels, config, 5); };
  Network straight = make();
  for (std::uint64_t step = 0; step < 6; ++step) {
    Batch batch = random_batch(step);
    straight.train_step(batch.x, batch.labels, {1e-2, 0.9});
  }
  Network first = make();
  for (std::uint64_t step = 0; step < 3; ++step) {
    Batch batch = random_batch(step);
    first.train_step(batch.x, batch.labels, {1e-2, 0.9});
  }
  Network second = make();
  second.load(first.state());
  for (std::uint64_t step = 3; step < 6; ++step) {
    Batch batch = random_batch(step);
    second.train_step(batch.x, batch.labels, {1e-2, 0.9});
  }
  const State a = straight.state(), b = second.state();
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [name, array] : a) EXPECT_EQ(array.values, b.at(name).values) << name;
}

TEST(Network, averaged_weights_differ_from_current_ones_and_follow_the_formula) {
  OptimizerConfig config;
  config.averaging = 0.5;
  Network network(small_network(0.0f), kWindow, kChannels, config, 5);
  const Array before = network.state().at("output.weight");
  Batch batch = random_batch(1);
  network.train_step(batch.x, batch.labels, {1e-2, 0.9});
  const State state = network.state();
  const float keep = 1.0f / 11.0f;  // min(0.5, t / (t + 10)) at t = 1
  for (std::size_t i = 0; i < before.values.size(); ++i) {
    EXPECT_NEAR(state.at("output.weight.average").values[i],
                keep * before.values[i] + (1 - keep) * state.at("output.weight").values[i], 1e-6);
  }
  EXPECT_NE(state.at("output.weight").values, state.at("output.weight.average").values);
}

TEST(Network, a_window_shorter_than_the_kernel_is_refused_by_layer) {
  try {
    Network network({{LayerKind::Conv1d, "conv_1", 4, 30, 1},
                     {LayerKind::Flatten, "flatten"},
                     {LayerKind::Dense, "output", 2},
                     {LayerKind::Softmax, "softmax"}},
                    kWindow, kChannels, {}, 1);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_NE(std::string(error.what()).find("conv_1"), std::string::npos);
  }
}

TEST(Network, a_state_of_another_network_is_refused) {
  Network one(small_network(0.0f), kWindow, kChannels, {}, 1);
  Network other({{LayerKind::Flatten, "flatten"},
                 {LayerKind::Dense, "output", 2},
                 {LayerKind::Softmax, "softmax"}},
                kWindow, kChannels, {}, 1);
  EXPECT_THROW(other.load(one.state()), Error);
}

TEST(Network, a_learning_rate_that_makes_the_loss_explode_is_reported) {
  Network network({{LayerKind::Flatten, "flatten"},
                   {LayerKind::Dense, "output", kClasses},
                   {LayerKind::Softmax, "softmax"}},
                  kWindow, kChannels, {}, 1);
  EXPECT_THROW(
      {
        for (std::uint64_t step = 0; step < 50; ++step) {
          Batch batch = random_batch(step);
          network.train_step(batch.x, batch.labels, {1e38, 0.9});
        }
      },
      Error);
}

TEST(Network, learns_from_soft_answers_with_the_loss_that_the_header_states) {
  const OptimizerConfig config;
  Network network(small_network(0.0f), kWindow, kChannels, config, 3);
  const Batch batch = random_batch(5);
  const std::size_t count = batch.labels.size();
  std::vector<float> answers;
  Random random(7);
  for (std::size_t i = 0; i < count; ++i) {
    const double a = random.uniform(0.1, 0.9);
    for (std::size_t c = 0; c < kClasses; ++c) {
      answers.push_back(static_cast<float>(c == 0 ? a : (1.0 - a) / (kClasses - 1)));
    }
  }
  Reference reference;
  reference.copy_from(network.trained_layers(Weights::Current));
  const auto x = torch::tensor(batch.x).reshape({-1, kWindow, kChannels});
  const auto logits = reference.forward(x);
  const auto hard = torch::nn::functional::cross_entropy(logits, torch::tensor(batch.labels));
  const auto soft = torch::nn::functional::kl_div(
      torch::log_softmax(logits / 2.0, 1), torch::tensor(answers).reshape({-1, kClasses}),
      torch::nn::functional::KLDivFuncOptions().reduction(torch::kBatchMean));
  double entropy = 0.0;  // cross entropy = divergence + entropy of the answers
  for (const float p : answers) entropy -= p * std::log(p);
  const double expected = 0.3 * hard.item<double>() +
                          0.7 * 4.0 * (soft.item<double>() + entropy / static_cast<double>(count));
  const StepResult result =
      network.train_step(batch.x, batch.labels, StepRates{}, {answers, 0.7, 2.0});
  EXPECT_NEAR(result.loss, expected, 1e-5);
}

}  // namespace
}  // namespace ambulo::training
