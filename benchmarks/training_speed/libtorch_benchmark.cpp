// SPDX-License-Identifier: Apache-2.0
// Seconds per epoch of a shipped experiment's network made of libtorch's own modules (nn::Conv1d,
// nn::LSTM and so on) with its own AdamW: what training_benchmark is compared with. Same output.
// Usage: libtorch_benchmark EXPERIMENT [EPOCHS]
#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <torch/nn.h>
#include <torch/optim.h>
#include <torch/version.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

#include "toolchain/core/error.h"
#include "toolchain/training/architecture.h"

namespace {

using namespace ambulo;
namespace nn = torch::nn;
using training::LayerKind;

constexpr std::int64_t kWindows = 7415, kClasses = 6;

// Sequences are (batch, channels, time) between modules, as nn::Conv1d takes them.
class Modules : public nn::Module {
 public:
  Modules(const std::vector<training::LayerSpec>& layers, std::int64_t channels,
          std::int64_t time) {
    for (const training::LayerSpec& spec : layers) add(spec, channels, time);
  }

  torch::Tensor forward(torch::Tensor x) {
    x = x.transpose(1, 2);
    for (const auto& step : steps_) x = step(x);
    return x;
  }

 private:
  template <typename Holder>
  Holder keep(const training::LayerSpec& spec, Holder module) {
    return register_module(spec.name, std::move(module));
  }

  void add(const training::LayerSpec& spec, std::int64_t& channels, std::int64_t& time) {
    const auto units = static_cast<std::int64_t>(spec.units);
    const auto kernel = static_cast<std::int64_t>(spec.kernel);
    const auto stride = static_cast<std::int64_t>(spec.stride);
    const auto then = [&](auto step) { steps_.emplace_back(std::move(step)); };
    switch (spec.kind) {
      case LayerKind::Conv1d:
        then(
            [m = keep(spec, nn::Conv1d(nn::Conv1dOptions(channels, units, kernel).stride(stride)))](
                const torch::Tensor& x) mutable { return m(x); });
        time = (time - kernel) / stride + 1;
        channels = units;
        break;
      case LayerKind::Dense:
        then([m = keep(spec, nn::Linear(channels, units))](const torch::Tensor& x) mutable {
          return m(x);
        });
        channels = units;
        break;
      case LayerKind::BatchNorm:
        then([m = keep(spec, nn::BatchNorm1d(channels))](const torch::Tensor& x) mutable {
          return m(x);
        });
        break;
      case LayerKind::Relu:
        then([](const torch::Tensor& x) { return torch::relu(x); });
        break;
      case LayerKind::MaxPool:
        then([kernel](const torch::Tensor& x) { return torch::max_pool1d(x, kernel); });
        time /= kernel;
        break;
      case LayerKind::MeanMaxPool:
        then([](const torch::Tensor& x) { return torch::cat({x.mean(2), x.amax(2)}, 1); });
        channels *= 2;
        break;
      case LayerKind::Dropout:
        then([m = keep(spec, nn::Dropout(spec.rate))](const torch::Tensor& x) mutable {
          return m(x);
        });
        break;
      case LayerKind::Lstm:
        then([m = keep(spec, nn::LSTM(nn::LSTMOptions(channels, units).batch_first(true)))](
                 const torch::Tensor& x) mutable {
          return std::get<0>(m(x.transpose(1, 2))).transpose(1, 2);
        });
        channels = units;
        break;
      case LayerKind::LastStep:
        then([](const torch::Tensor& x) { return x.select(2, x.size(2) - 1); });
        break;
      case LayerKind::Flatten:
        then([](const torch::Tensor& x) { return x.flatten(1); });
        channels *= time;
        break;
      case LayerKind::Softmax:
        break;
    }
  }

  std::vector<std::function<torch::Tensor(const torch::Tensor&)>> steps_;
};

int run(const std::string& name, int epochs) {
  const training::Experiment experiment = training::load_experiment(name);
  const auto length = static_cast<std::int64_t>(experiment.windows.length);
  const auto channels = static_cast<std::int64_t>(channel_count(experiment.front_end.kind));
  at::set_num_threads(1);
  Modules modules(
      training::architecture_layers(experiment.model, experiment.windows.length, kClasses),
      channels, length);
  torch::optim::AdamW optimizer(modules.parameters(),
                                torch::optim::AdamWOptions(experiment.training.learning_rate));
  const auto x = torch::rand({kWindows, length, channels}) * 2 - 1;
  const auto labels = torch::randint(kClasses, {kWindows}, torch::kInt64);
  const auto options = nn::functional::CrossEntropyFuncOptions().label_smoothing(
      experiment.training.optimizer.label_smoothing);
  std::int64_t parameters = 0;
  for (const auto& p : modules.parameters()) parameters += p.numel();
  for (int epoch = 0; epoch < epochs; ++epoch) {
    const auto start = std::chrono::steady_clock::now();
    for (std::int64_t first = 0; first < kWindows; first += experiment.training.batch) {
      const std::int64_t end = std::min(first + experiment.training.batch, kWindows);
      optimizer.zero_grad();
      nn::functional::cross_entropy(modules.forward(x.slice(0, first, end)),
                                    labels.slice(0, first, end), options)
          .backward();
      optimizer.step();
    }
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    fmt::print("{{\"seconds\": {:.4f}, \"parameters\": {}, \"version\": \"{}\"}}\n", seconds,
               parameters, TORCH_VERSION);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc > 1 ? argv[1] : "cnn", argc > 2 ? std::atoi(argv[2]) : 3);
  } catch (const ambulo::Error& error) {
    std::fprintf(stderr, "libtorch_benchmark: %s\n", error.what());
    return error.exit_code();
  }
}
