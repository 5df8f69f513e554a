// SPDX-License-Identifier: Apache-2.0
// A model in the device runtime with every tensor in view: what operators compute, as real numbers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "toolchain/execution/loaded_model.h"
#include "toolchain/graph/graph.h"

namespace ambulo::quantization {

class OpenModel {
 public:
  // bytes: of the file that was written of the graph. One input. Throws as LoadedModel.
  OpenModel(std::span<const std::uint8_t> bytes, const graph::Graph& graph,
            const std::string& where);
  OpenModel(const OpenModel&) = delete;
  OpenModel& operator=(const OpenModel&) = delete;

  // The input first, then the results of all operators in their order; float32, int8, int16 or
  // uint8.
  const std::vector<int>& tensors() const { return tensors_; }

  // With fresh variables.
  void run(std::span<const float> sample);
  // Of the last run, dequantised; i: place in tensors().
  void read(std::size_t i, std::vector<float>& values) const;

 private:
  std::vector<int> tensors_;
  std::vector<float> sample_;
  execution::LoadedModel model_;
  execution::Session session_;
};

}  // namespace ambulo::quantization
