// SPDX-License-Identifier: Apache-2.0
// Seconds per epoch of a shipped experiment's network on random windows in the shape of HAPT's
// training part (7,415 windows), augmentation excluded, one thread. One line of JSON per epoch, for
// run.py, which has the same network trained by others beside it.
// Usage: training_benchmark EXPERIMENT [EPOCHS]
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "toolchain/core/error.h"
#include "toolchain/core/random.h"
#include "toolchain/training/architecture.h"

namespace {

constexpr std::size_t kWindows = 7415, kClasses = 6;

int run(const std::string& name, int epochs) {
  using namespace ambulo;
  const training::Experiment experiment = training::load_experiment(name);
  const std::size_t length = experiment.windows.length;
  const std::size_t channels = channel_count(experiment.front_end.kind);
  const auto batch = static_cast<std::size_t>(experiment.training.batch);
  training::set_threads(1);
  training::keep_freed_memory();
  training::Network network(training::architecture_layers(experiment.model, length, kClasses),
                            length, channels, experiment.training.optimizer, 1);
  Random random(1);
  std::vector<float> x(kWindows * length * channels);
  for (float& value : x) value = static_cast<float>(random.uniform(-1.0, 1.0));
  std::vector<std::int64_t> labels(kWindows);
  for (auto& label : labels) label = static_cast<std::int64_t>(random.below(kClasses));
  for (int epoch = 0; epoch < epochs; ++epoch) {
    const auto start = std::chrono::steady_clock::now();
    double loss = 0.0;
    for (std::size_t first = 0; first < kWindows; first += batch) {
      const std::size_t count = std::min(batch, kWindows - first);
      loss +=
          network
              .train_step(
                  std::span(x).subspan(first * length * channels, count * length * channels),
                  std::span(labels).subspan(first, count), {experiment.training.learning_rate, 0.9})
              .loss;
    }
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    fmt::print(
        "{{\"experiment\": \"{}\", \"parameters\": {}, \"seconds\": {:.4f}, \"loss\": {:.4f}}}\n",
        name, network.parameter_count(), seconds, loss);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc > 1 ? argv[1] : "cnn", argc > 2 ? std::atoi(argv[2]) : 3);
  } catch (const ambulo::Error& error) {
    std::fprintf(stderr, "training_benchmark: %s\n", error.what());
    return error.exit_code();
  }
}
