// SPDX-License-Identifier: Apache-2.0
// What scheme qat learns: the constants of a float32 graph and the ranges of its activations, moved
// by AdamW in units of their own. Equalised channels differ a thousandfold: a step that is small
// for one would wipe out another, so a weight counts in the largest of its channel, as its integer
// does, and an end of a range in the width of the range.
#pragma once

#include <map>
#include <vector>

#include "toolchain/graph/graph.h"
#include "toolchain/quantization/calibrate.h"
#include "toolchain/quantization/integer.h"
#include "toolchain/quantization/qat/differentiate.h"

namespace ambulo::quantization {

class Learned {
 public:
  Learned(graph::Graph graph, Calibration calibration, const Plan& plan);

  const graph::Graph& graph() const { return graph_; }
  const Calibration& calibration() const { return calibration_; }

  void step(const Gradients& gradients, double learning_rate);

 private:
  // Values in units, with the moments of AdamW.
  struct Parameter {
    std::vector<float> units, values, m, v;
  };
  Parameter& weights_of(int tensor);
  void move(Parameter& parameter, std::vector<float> gradient, double learning_rate);
  void move_ranges(const Gradients& gradients, double learning_rate);

  graph::Graph graph_;
  Calibration calibration_;
  std::vector<std::size_t> groups_;          // of each tensor: those of a group share their numbers
  std::map<int, std::vector<float>> units_;  // of constants
  std::map<int, Parameter> weights_;         // by tensor
  std::map<std::size_t, Parameter> ranges_;  // low and high of a group
  std::size_t steps_ = 0;
};

}  // namespace ambulo::quantization
