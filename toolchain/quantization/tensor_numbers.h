// SPDX-License-Identifier: Apache-2.0
// The scale and zero point of each activation, by its calibrated range. Tensors that an operator
// only moves share the numbers of what they were: their ranges are joined.
#pragma once

#include <optional>
#include <vector>

#include "toolchain/graph/graph.h"
#include "toolchain/quantization/calibrate.h"
#include "toolchain/quantization/forms.h"

namespace ambulo::quantization {

class TensorNumbers {
 public:
  TensorNumbers(const graph::Graph& graph, const Calibration& calibration,
                const std::vector<Precision>& plan);

  // REQUIRES an integer precision.
  graph::Quantization of(int tensor, Precision precision) const;
  // Tensors that share their numbers are of one group.
  std::size_t group(int tensor) const { return root(static_cast<std::size_t>(tensor)); }
  const Calibration& calibration() const { return calibration_; }

  // Whether the operand says where and how, in integers, and not what.
  bool is_index(const graph::Operator& op, std::size_t operand) const;

 private:
  std::size_t root(std::size_t tensor) const;

  const Calibration& calibration_;
  std::vector<std::size_t> parent_;  // of each tensor, in the forest of those that share
  std::vector<Range> ranges_;        // by root
  std::vector<std::optional<graph::Attributes>> fixed_;  // by root: the operator that fixes them
  std::vector<bool> real_;                               // by tensor
};

}  // namespace ambulo::quantization
