// SPDX-License-Identifier: Apache-2.0
// Raw arrays through a model: what ambulo run does. Each run starts with fresh variables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "toolchain/core/npy.h"
#include "toolchain/graph/graph.h"

namespace ambulo::execution {

struct InputArray {
  NpyArray values;
  std::string where;  // its file, for messages
};

struct TensorValues {
  int tensor = 0;  // its index in the file
  std::string name;
  std::string producer;  // "2 CONV_2D"; empty for what no operator computes
  NpyArray values;       // as stored: quantised tensors are integers
  std::optional<graph::Quantization> quantization;
};

struct RunResult {
  std::size_t runs = 1;
  std::vector<TensorValues> outputs;
  std::vector<TensorValues> computed;  // results of all operators in order; only when asked for
};

enum class Tensors { Outputs, All };

// An input array has the shape of its input; or it is a batch with one axis more in front, which
// may also stand in for a leading axis of 1: (N, 128, 6) for (1, 128, 6). A batch is run one by
// one, and the results have the axis too. where: what errors call the model. Throws Error: BadInput
// for arrays of other number, type or shape; as LoadedModel for the model.
RunResult run_tensors(std::span<const std::uint8_t> model, const std::string& where,
                      const std::vector<InputArray>& inputs, Tensors which = Tensors::Outputs);

}  // namespace ambulo::execution
