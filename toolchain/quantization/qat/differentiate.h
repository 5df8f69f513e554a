// SPDX-License-Identifier: Apache-2.0
// How far a float32 graph is from a teacher on a batch, and the gradients of that, where values in
// the forward pass are those that the integer network computed on the device: what a tensor is
// comes from there, how it changes comes from the float operator. (Straight-through estimator:
// Bengio, Leonard and Courville, 2013; gradients of ranges: Esser et al., Learned Step Size
// Quantization, 2020.)
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <vector>

#include "toolchain/graph/graph.h"

namespace ambulo::quantization {

// What the device has in place of a float tensor, dequantised. Empty: what the graph computes.
struct Seen {
  std::span<const float> values = {};  // of all samples of the batch; of constants: once
  float low = -std::numeric_limits<float>::infinity();  // between these its numbers lie
  float high = std::numeric_limits<float>::infinity();
};

struct DeviceView {
  std::vector<std::vector<Seen>> operands;  // by operator
  std::vector<Seen> results;                // of each operator
};

struct Batch {
  std::size_t count = 0;
  std::span<const float> inputs = {};          // count samples
  std::span<const float> teacher_logits = {};  // count * classes, of the float network
};

struct RangeGradient {
  double low = 0.0, high = 0.0;
};

struct Gradients {
  // Kullback-Leibler divergence from the teacher's probabilities, mean over the batch.
  double loss = 0.0;
  std::vector<float> logits;                  // count * classes
  std::map<int, std::vector<float>> weights;  // by tensor: constants of float32 that are read
  std::vector<RangeGradient> ranges;          // of the result of each operator
};

// The tensor that holds the logits: what the final SOFTMAX reads, or else the first output.
int logits_of(const graph::Graph& graph);

// Whether this build has libtorch, which differentiate() works with.
bool can_differentiate();

// device: empty vectors for the float network itself. Throws Error(Unsupported) for an operator
// that has no gradient here, naming it, and in a build without libtorch.
Gradients differentiate(const graph::Graph& graph, const Batch& batch, const DeviceView& device);

}  // namespace ambulo::quantization
