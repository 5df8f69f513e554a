// SPDX-License-Identifier: Apache-2.0
// The integer network that was made of a float32 graph, in the device runtime: what it computes on
// a batch, laid out by the operators of the float graph.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "toolchain/graph/graph.h"
#include "toolchain/quantization/qat/differentiate.h"

namespace ambulo::quantization {

class DeviceNetwork {
 public:
  // integer: of with_integers(real, ...); real outlives this.
  DeviceNetwork(const graph::Graph& real, graph::Graph integer, std::string where);

  // inputs: samples of values_each values, one after another.
  void run(std::span<const float> inputs, std::size_t values_each);
  // Of the last run; good until the next.
  DeviceView view() const;

 private:
  Seen seen(int tensor) const;

  const graph::Graph& real_;
  graph::Graph integer_;
  std::string where_;
  std::map<int, std::vector<float>> constants_;  // by tensor of the integer graph, dequantised
  std::map<int, std::vector<float>> computed_;   // of all samples of the last run
};

}  // namespace ambulo::quantization
