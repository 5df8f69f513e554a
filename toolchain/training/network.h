// SPDX-License-Identifier: Apache-2.0
// A trainable network over libtorch, seen from outside as float arrays: no torch type leaves
// network.cpp. Everything random is drawn from (seed, step), so that a run continues exactly from
// its saved state. One thread unless set_threads says otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "toolchain/training/trained_model.h"

namespace ambulo::training {

struct OptimizerConfig {
  double weight_decay = 0.0;     // decoupled (AdamW), on weights of rank 2 and more only
  double label_smoothing = 0.0;  // cross entropy against (1-s) one-hot + s / classes
  double averaging = 0.0;        // decay of the exponential moving average of all weights; 0: off
};

// One optimiser step's hyperparameters, from the schedule (schedule.h).
struct StepRates {
  double learning_rate = 1e-3;
  double beta1 = 0.9;
};

// Answers of teachers, (count, classes), each row a distribution. The loss becomes
// (1 - weight) * cross entropy with the labels
// + weight * temperature^2 * cross entropy of softmax(logits / temperature) with these.
struct SoftTargets {
  std::span<const float> probabilities;  // already at the temperature
  double weight = 0.0;
  double temperature = 1.0;
};

struct StepResult {
  double loss = 0.0;  // mean over the batch
  std::size_t correct = 0;
};

// Named arrays that say all: weights, batch-norm statistics, averages, optimiser moments, steps.
using State = std::map<std::string, Array>;

enum class Weights { Current, Averaged };  // Averaged equals Current when averaging is off

class Network {
 public:
  // layers end in Softmax; input is (window, channels). Throws Error(BadInput) when shapes do not
  // fit (a window too short for the kernels), naming the layer.
  Network(std::vector<LayerSpec> layers, std::size_t window, std::size_t channels,
          const OptimizerConfig& optimizer, std::uint64_t seed);
  ~Network();

  // x (count, window, channels), labels (count). Throws Error(BadInput) when the loss is not
  // finite.
  StepResult train_step(std::span<const float> x, std::span<const std::int64_t> labels,
                        const StepRates& rates, const SoftTargets& soft = {});
  // probabilities (count, classes)
  void predict(Weights weights, std::span<const float> x, std::span<float> probabilities);

  std::size_t classes() const;
  std::size_t parameter_count() const;  // trainable values
  std::vector<TrainedLayer> trained_layers(Weights weights) const;

  State state() const;
  // Throws Error(BadInput) when names or shapes differ from this network's.
  void load(const State& state);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Threads that libtorch may use inside one operation, for the calling thread.
void set_threads(int count);

// For a program whose work is training: memory that was freed stays with the process. A step
// allocates what the last one freed, and getting it back from the kernel page by page takes up to a
// third of the time. Does nothing where the C library has no such setting.
void keep_freed_memory();

}  // namespace ambulo::training
